import { setTimeout as wait } from 'node:timers/promises';
import { failureCode } from 'mcp-swagger-parser';
import type { Answer } from './exchange.js';
import type { CallProgress } from '../tool-call-result.js';
import { UpstreamError } from '../upstream-error.js';

/** How often and how long a call may be tried. */
export interface RetryOptions {
  method: string;
  retries: number;
  /** When the call must be over, in ms since the epoch. */
  deadline: number;
  signal: AbortSignal;
  onProgress?: ((progress: CallProgress) => void) | undefined;
}

const REPEATABLE = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);
const PASSING_STATUSES = new Set([429, 502, 503, 504]);
const PASSING_FAILURES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8_000;

type Outcome = { answer: Answer } | { error: unknown };

/**
 * Tries a request again where that does no harm: GET, HEAD, PUT and DELETE after 429, 502, 503, 504 or a connection that failed. It waits as long as
 * `Retry-After` says, and gives up at once when that goes beyond the deadline. Gives or throws the last outcome.
 */
export async function withRetries(send: () => Promise<Answer>, options: RetryOptions): Promise<Answer> {
  let before: Outcome | undefined;
  for (let attempt = 1; ; attempt++) {
    let settled: Outcome;
    try {
      settled = { answer: await send() };
    } catch (error) {
      settled = { error };
    }
    // That the origin is given up meanwhile says less than how it failed.
    const outcome = before !== undefined && 'error' in settled && settled.error instanceof UpstreamError ? before : settled;
    const delayMs = outcome === settled && attempt <= options.retries && REPEATABLE.has(options.method) ? delayBefore(outcome, attempt) : undefined;
    if (delayMs === undefined || options.signal.aborted || Date.now() + delayMs >= options.deadline) {
      if ('error' in outcome) throw outcome.error;
      return outcome.answer;
    }
    const reason = 'answer' in outcome ? `status ${outcome.answer.status}` : 'the connection failed';
    options.onProgress?.({
      progress: attempt,
      total: options.retries + 1,
      message: `${reason}; trying again in ${(delayMs / 1_000).toFixed(1)} s (attempt ${attempt + 1} of ${options.retries + 1})`,
    });
    await wait(delayMs, undefined, { signal: options.signal });
    before = outcome;
  }
}

/** How long to wait before the next try; undefined when the outcome will not get better by itself. */
function delayBefore(outcome: Outcome, attempt: number): number | undefined {
  if ('error' in outcome) return PASSING_FAILURES.has(failureCode(outcome.error) ?? '') ? backoff(attempt) : undefined;
  if (!PASSING_STATUSES.has(outcome.answer.status)) return undefined;
  return retryAfterMs(outcome.answer.headers['retry-after'], Date.now()) ?? backoff(attempt);
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110 section 10.2.3). */
function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function backoff(attempt: number): number {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  return longest / 2 + (Math.random() * longest) / 2;
}
