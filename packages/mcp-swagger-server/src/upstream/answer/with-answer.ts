import type { Tool } from 'mcp-swagger-parser';
import type { Call, CallMeans } from '../call.js';
import type { Answer } from '../exchange/exchange.js';
import { CallEnd } from '../exchange/call-end.js';
import { describeNoAnswer } from '../exchange/failed-call.js';
import { exchangeFollowing } from '../exchange/follow-redirects.js';
import type { HttpRequest } from '../request/http-request.js';
import { withRetries } from '../exchange/retry.js';
import { risingProgress } from '../exchange/rising-progress.js';
import type { CallOptions } from '../tool-call-result.js';
import { UpstreamError } from '../upstream-error.js';

/** Sends a call and uses its answer. Rejects with UpstreamError that says why there is none. */
export async function withAnswer<T>(call: Call, tool: Tool, args: Record<string, unknown>, use: (answer: Answer, bytesOut: number) => T | Promise<T>): Promise<T> {
  const { means } = call;
  const { timeoutMs, kept } = means;
  const deadline = Date.now() + timeoutMs;
  const end = endOf(timeoutMs, call);
  const { signal } = end;
  let request: HttpRequest | undefined;
  let answer: Answer;
  try {
    const onProgress = call.onProgress === undefined ? undefined : risingProgress(call.onProgress);
    const limits = { means, signal, onProgress, onLog: call.onLog, maxResponseBytes: limitOf(tool, means) };
    const send = async (): Promise<Answer> => {
      const prepared = await call.prepare(tool, args, signal);
      request = prepared;
      return await withRetries(() => exchangeFollowing(prepared, limits), { method: prepared.method, retries: means.retries, deadline, signal, onProgress });
    };
    answer = await send();
    if (answer.status === 401 && (await call.onUnauthorized())) answer = await send();
  } catch (error) {
    if (error instanceof UpstreamError) throw error;
    throw new UpstreamError('NO_ANSWER', describeNoAnswer(error, signal, request, timeoutMs), { cause: error });
  } finally {
    end.release();
  }
  // From here on what was reserved is kept or thrown away.
  if (answer.reservedBytes > 0) kept.release(answer.reservedBytes);
  return await use(answer, bodyBytes(request));
}

/** The smaller one of the operator's limit and the author's. */
export function limitOf({ operation }: Tool, { maxResponseBytes }: CallMeans): number {
  return Math.min(maxResponseBytes, operation.maxResponseBytes ?? maxResponseBytes);
}

/** One signal for the timeout and the caller's wish. A timer that is cleared costs a tenth of AbortSignal.timeout and leaves nothing on a long-lived signal. */
function endOf(timeoutMs: number, { signal, end = new CallEnd() }: CallOptions): { signal: AbortSignal; release: () => void } {
  const timer = setTimeout(() => end.abort(new DOMException('The call took too long', 'TimeoutError')), timeoutMs);
  if (signal === undefined) return { signal: end, release: () => clearTimeout(timer) };
  const cancel = (): void => end.abort(new DOMException('The call was cancelled', 'AbortError'));
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  return {
    signal: end,
    release: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    },
  };
}

function bodyBytes(request: HttpRequest | undefined): number {
  const body = request?.body;
  return typeof body === 'string' ? Buffer.byteLength(body) : (body?.byteLength ?? 0);
}
