import { traceExchange } from '../../telemetry/trace-exchange.js';
import type { Origins } from './origins.js';
import { exchange } from './exchange.js';
import type { Answer, ExchangeLimits } from './exchange.js';
import { cutUrl, shownUrl } from '../request/http-request.js';
import type { HttpRequest } from '../request/http-request.js';
import { UpstreamError } from '../upstream-error.js';

/** How far redirects are followed: within an origin and the ones that may see credentials, or, when they change nothing, anywhere. */
export type Redirects = 'same-origin' | 'any';

/** Bounds of an exchange with redirects. */
export interface RedirectLimits extends ExchangeLimits {
  means: ExchangeLimits['means'] & { origins: Origins; isTrusted: (origin: string) => boolean; redirects: Redirects };
}

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Sends a request and follows redirects (RFC 9110 section 15.4), five at most, to other origins only where that is allowed: then
 * requests that change nothing go on, without any header that could hold a credential. Rejects with UpstreamError when a redirect is not followed.
 */
export async function exchangeFollowing(start: HttpRequest, limits: RedirectLimits): Promise<Answer> {
  let request = start;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const sent = request;
    const answer = await limits.means.origins.call(cutUrl(sent.url).origin, limits.signal, () => traceExchange(sent, (traced) => exchange(traced, limits)));
    const { location } = answer.headers;
    if (!REDIRECTS.has(answer.status) || location === undefined) return answer;
    request = redirected(request, answer.status, location, limits.means);
  }
  throw new UpstreamError('REDIRECT', `${shownUrl(start.url)} redirects more than ${MOST_REDIRECTS} times.`);
}

function redirected(request: HttpRequest, status: number, location: string, { isTrusted, redirects }: Pick<RedirectLimits['means'], 'isTrusted' | 'redirects'>): HttpRequest {
  const target = URL.canParse(location, request.url) ? new URL(location, request.url) : undefined;
  if (target === undefined || (target.protocol !== 'http:' && target.protocol !== 'https:')) {
    throw new UpstreamError('REDIRECT', `${shownUrl(request.url)} redirects to an address that cannot be called.`);
  }
  const { origin } = cutUrl(request.url);
  const turnsToGet = (status === 303 && request.method !== 'HEAD') || ((status === 301 || status === 302) && request.method === 'POST');
  const method = turnsToGet ? 'GET' : request.method;
  const url = `${target.origin}${target.pathname}${target.search}`;
  const { body, ...rest } = request;
  const kept = body === undefined || turnsToGet ? {} : { body };
  const isHome = target.origin === origin || (isTrusted(origin) && isTrusted(target.origin));
  if (isHome) return { ...rest, ...kept, method, url, headers: turnsToGet ? withoutBodyHeaders(request.headers) : request.headers };
  if (redirects === 'same-origin') {
    throw new UpstreamError('REDIRECT', `${shownUrl(request.url)} redirects ${request.method} to another origin, ${target.origin}; that is not followed. If it is right, make it the base URL, or allow it with the setting redirects: any.`);
  }
  if ((method !== 'GET' && method !== 'HEAD') || turnsToGet || body !== undefined) {
    throw new UpstreamError('REDIRECT', `${shownUrl(request.url)} redirects ${request.method} to another origin, ${target.origin}; that is not followed. If it is right, make it the base URL.`);
  }
  return { method, url, headers: harmless(request.headers) };
}

function withoutBodyHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^content-/i.test(name)));
}

function harmless(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => /^(accept|accept-language|user-agent)$/i.test(name)));
}
