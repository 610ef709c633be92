import { DocumentError } from '../document-error.js';
import { createDispatcher } from '../outgoing/dispatcher.js';
import { describeFailure, failureName } from '../outgoing/describe-failure.js';
import { OutgoingError } from '../outgoing/outgoing-policy.js';
import type { OutgoingPolicy, UrlOrigin } from '../outgoing/outgoing-policy.js';
import { uptimeMs } from '../uptime.js';
import { decodeText } from './decode-text.js';
import { BodyTooLargeError, readBody } from '../outgoing/read-body.js';

/** Bounds of one download. */
export interface FetchLimits {
  outgoing: OutgoingPolicy;
  maxBytes: number;
  timeoutMs: number;
  /** When all of them together have taken too long, on the clock of `uptimeMs`. */
  untilMs: number;
  signal?: AbortSignal | undefined;
}

const MOST_REDIRECTS = 5;

type Answer = { text: string; etag: string | undefined } | { redirectTo: URL };

/**
 * The text at a URL and the URL it finally came from. A redirect is derived, not typed: it obeys the stricter rule, and the
 * given headers go no further than their origin. `etag`: of the answer, for `if-none-match` of a later one, which rejects with
 * DOCUMENT_UNCHANGED when the text is the same. Rejects with DocumentError.
 */
export async function fetchText(start: URL, origin: UrlOrigin, limits: FetchLimits, headers: Record<string, string>): Promise<{ text: string; url: string; etag: string | undefined }> {
  const timeoutMs = Math.floor(Math.min(limits.timeoutMs, limits.untilMs - uptimeMs()));
  if (timeoutMs <= 0) throw new DocumentError('DOCUMENT_TIMEOUT', `${shown(start)} is not fetched: what the document is made of took too long already.`);
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = limits.signal === undefined ? timeout : AbortSignal.any([timeout, limits.signal]);
  let url = start;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const isStart = url.origin === start.origin;
    const answer = await fetchOnce(url, isStart ? origin : 'derived', limits, isStart ? headers : {}, signal);
    if ('text' in answer) return { ...answer, url: url.href };
    url = answer.redirectTo;
  }
  throw new DocumentError('DOCUMENT_UNREACHABLE', `${shown(start)} redirects more than ${MOST_REDIRECTS} times.`);
}

async function fetchOnce(url: URL, origin: UrlOrigin, limits: FetchLimits, headers: Record<string, string>, signal: AbortSignal): Promise<Answer> {
  const dispatcher = createDispatcher(limits.outgoing, origin);
  try {
    const response = await dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: 'GET',
      headers: { accept: 'application/json, application/yaml, text/yaml, */*;q=0.5', ...headers },
      signal,
    });
    const location = response.headers['location'];
    if (response.statusCode >= 300 && response.statusCode < 400 && typeof location === 'string') {
      return { redirectTo: redirectTarget(location, url) };
    }
    if (response.statusCode === 304) throw new DocumentError('DOCUMENT_UNCHANGED', `${shown(url)} has not changed.`);
    if (response.statusCode !== 200) {
      throw new DocumentError('DOCUMENT_STATUS', `${shown(url)} answered status ${response.statusCode}; expected 200 and an OpenAPI document.`);
    }
    const encoding = response.headers['content-encoding'];
    const bytes = await readBody(response.body, typeof encoding === 'string' ? encoding : undefined, limits.maxBytes);
    const { etag } = response.headers;
    return { text: decodeText(bytes), etag: typeof etag === 'string' ? etag : undefined };
  } catch (error) {
    throw asDocumentError(error, url, limits);
  } finally {
    await dispatcher.destroy();
  }
}

function redirectTarget(location: string, from: URL): URL {
  const target = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  if (target === undefined || (target.protocol !== 'http:' && target.protocol !== 'https:')) {
    throw new DocumentError('DOCUMENT_FORBIDDEN', `${shown(from)} redirects to ${JSON.stringify(location.slice(0, 200))}; only http and https addresses are followed.`);
  }
  return target;
}

function asDocumentError(error: unknown, url: URL, limits: FetchLimits): DocumentError {
  if (error instanceof DocumentError) return error;
  if (error instanceof OutgoingError) return new DocumentError('DOCUMENT_FORBIDDEN', `${shown(url)} is not fetched. ${error.message}`, { cause: error });
  if (error instanceof BodyTooLargeError) {
    return new DocumentError('DOCUMENT_TOO_LARGE', `${shown(url)} is larger than the limit of ${limits.maxBytes} bytes.`, { cause: error });
  }
  if (failureName(error) === 'TimeoutError') {
    return new DocumentError('DOCUMENT_TIMEOUT', `${shown(url)} did not answer within ${limits.timeoutMs} ms.`, { cause: error });
  }
  return new DocumentError('DOCUMENT_UNREACHABLE', `${shown(url)} cannot be fetched: ${describeFailure(error)}.`, { cause: error });
}

/** A URL as it may stand in a message: no user, password or query. */
function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
