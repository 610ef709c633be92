import type { Agent } from 'undici';
import { BodyTooLargeError, readBody } from 'mcp-swagger-parser';
import { cutUrl } from './http-request.js';
import type { HttpRequest } from './http-request.js';

/** An answer with its whole body; `body` is undefined when it went over the limit. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer | undefined;
  /** The request that it answers, after redirects. */
  request: HttpRequest;
}

/** Bounds of one exchange. */
export interface ExchangeLimits {
  dispatcher: Agent;
  signal: AbortSignal;
  maxResponseBytes: number;
}

/** Sends a request and reads its answer. Rejects with what undici, the policy or the signal say. */
export async function exchange(request: HttpRequest, limits: ExchangeLimits): Promise<Answer> {
  const { origin, path } = cutUrl(request.url);
  const response = await limits.dispatcher.request({
    origin,
    path,
    method: request.method,
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, asLatin1(value)])),
    body: request.body ?? null,
    signal: limits.signal,
    // The signal is the one clock; it also covers retries.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const headers = flatten(response.headers);
  const answer = { status: response.statusCode, headers, request };
  try {
    return { ...answer, body: await readBody(response.body, request.method === 'HEAD' ? undefined : headers['content-encoding'], limits.maxResponseBytes) };
  } catch (error) {
    if (error instanceof BodyTooLargeError) return { ...answer, body: undefined };
    throw error;
  }
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat.push([name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]);
  }
  return Object.fromEntries(flat);
}

/** Header bytes beyond ASCII go out as UTF-8, which Node takes as one character a byte. */
function asLatin1(value: string): string {
  return /^\p{ASCII}*$/u.test(value) ? value : Buffer.from(value, 'utf8').toString('latin1');
}
