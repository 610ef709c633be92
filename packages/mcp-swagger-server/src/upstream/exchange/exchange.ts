import type { Agent } from 'undici';
import type { KeptAnswers } from '../answer/kept-answers.js';
import { cutUrl } from '../request/http-request.js';
import type { HttpRequest } from '../request/http-request.js';
import { essenceOf, isEventStream, isJsonLines } from '../request/media-type.js';
import { NotificationLines } from './notification-lines.js';
import type { Listeners } from './notification-lines.js';
import { readAnswer } from './read-answer.js';

/** An answer, and its body as far as it was read. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** False: there was more than we read. */
  isWhole: boolean;
  /** Why the rest did not come; absent when the limit was the reason. */
  failure?: unknown;
  /** Bytes that were reserved for reading it; to be released. */
  reservedBytes: number;
  /** The request that it answers, after redirects. */
  request: HttpRequest;
}

/** Bounds of one exchange, and who is told how it goes on. */
export interface ExchangeLimits extends Listeners {
  means: { dispatcher: Agent; kept: KeptAnswers };
  signal: AbortSignal;
  /** So much is shown; more is read where there is room to keep it. */
  maxResponseBytes: number;
}

/** Of the body of an error or a redirect no more is read: nobody asks for the rest of it. */
const MOST_ERROR_BYTES = 256 * 1024;

/** Sends a request and reads its answer. Rejects with BrokenAnswerError, or with what undici, the policy or the signal say. */
export async function exchange(request: HttpRequest, limits: ExchangeLimits): Promise<Answer> {
  const { origin, path } = cutUrl(request.url);
  const response = await limits.means.dispatcher.request({
    origin,
    path,
    method: request.method,
    headers: asLatin1(request.headers),
    body: request.body ?? null,
    signal: limits.signal,
    // The signal is the one clock; it also covers retries.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const headers = flatten(response.headers);
  const status = response.statusCode;
  const essence = essenceOf(headers['content-type']);
  const isSuccess = status < 300;
  let reservedBytes = 0;
  try {
    const reading = await readAnswer(response.body, status, request.method === 'HEAD' ? undefined : headers['content-encoding'], {
      enoughBytes: isSuccess ? limits.maxResponseBytes : Math.min(limits.maxResponseBytes, MOST_ERROR_BYTES),
      moreBytes: () => (isSuccess ? (reservedBytes = limits.means.kept.reserve(limits.maxResponseBytes)) : 0),
      // What was streamed before the clock ran out was meant to be read by itself.
      isUsefulInParts: isSuccess && isEventStream(essence),
      filter: isSuccess && isJsonLines(essence) ? new NotificationLines(limits) : undefined,
    });
    return { status, headers, ...reading, reservedBytes, request };
  } catch (error) {
    limits.means.kept.release(reservedBytes);
    throw error;
  }
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) flat[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}

/** Header bytes beyond ASCII go out as UTF-8, which Node takes as one character a byte. */
function asLatin1(headers: Record<string, string>): Record<string, string> {
  const written: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name] ?? '';
    written[name] = /^[\0-\x7f]*$/.test(value) ? value : Buffer.from(value, 'utf8').toString('latin1');
  }
  return written;
}
