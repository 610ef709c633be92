import type { Agent } from 'undici';
import type { KeptAnswers } from '../answer/kept-answers.js';
import { cutUrl } from '../request/http-request.js';
import type { HttpRequest } from '../request/http-request.js';
import { essenceOf, isEventStream, isJsonLines } from '../request/media-type.js';
import { NotificationLines } from './notification-lines.js';
import type { Listeners } from './notification-lines.js';
import type { ReadLimits } from './body-collector.js';
import { IncomingAnswer } from './incoming-answer.js';
import type { Head } from './incoming-answer.js';

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
export function exchange(request: HttpRequest, { means, signal, maxResponseBytes, onProgress, onLog }: ExchangeLimits): Promise<Answer> {
  const { origin, path } = cutUrl(request.url);
  const { kept, dispatcher } = means;
  let reservedBytes = 0;
  const limitsFor = ({ status, headers }: Head): ReadLimits => {
    const isSuccess = status < 300;
    const essence = essenceOf(headers['content-type']);
    return {
      enoughBytes: isSuccess ? maxResponseBytes : Math.min(maxResponseBytes, MOST_ERROR_BYTES),
      moreBytes: () => (isSuccess ? (reservedBytes = kept.reserve(maxResponseBytes)) : 0),
      // What was streamed before the clock ran out was meant to be read by itself.
      isUsefulInParts: isSuccess && isEventStream(essence),
      filter: isSuccess && isJsonLines(essence) ? new NotificationLines({ onProgress, onLog }) : undefined,
    };
  };
  return new Promise((resolve, reject) => {
    const incoming = new IncomingAnswer({
      signal,
      hasBody: request.method !== 'HEAD',
      limitsFor,
      onAnswer: ({ status, headers }, { body, isWhole, failure }) => {
        const answer: Answer = { status, headers, body, isWhole, reservedBytes, request };
        if (failure !== undefined) answer.failure = failure;
        resolve(answer);
      },
      onFailure: (error) => {
        kept.release(reservedBytes);
        reject(error);
      },
    });
    if (signal.aborted) {
      incoming.onError(signal.reason as Error);
      return;
    }
    // The signal is the one clock; it also covers retries.
    dispatcher.dispatch({ origin, path, method: request.method, headers: asLatin1(request.headers), body: request.body ?? null, headersTimeout: 0, bodyTimeout: 0 }, incoming);
  });
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
