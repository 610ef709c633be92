import type { Agent } from 'undici';
import type { Tool } from 'mcp-swagger-parser';
import { decodeAnswer } from './decode-response.js';
import type { Answer } from './exchange.js';
import { describeErrorAnswer, describeNoAnswer, describeTooLarge } from './failed-call.js';
import { exchangeFollowing } from './follow-redirects.js';
import type { HttpRequest } from './http-request.js';
import { withRetries } from './retry.js';
import type { CallProgress, ToolCallResult } from './tool-call-result.js';

/** One call of one tool. */
export interface Call {
  find: () => Tool;
  /** Makes the request; run again for a second try with a new token. */
  prepare: (tool: Tool) => Promise<HttpRequest>;
  /** The upstream did not accept who we are. Gives whether trying again may help. */
  onUnauthorized: () => boolean;
  dispatcher: Agent;
  timeoutMs: number;
  maxResponseBytes: number;
  retries: number;
  signal?: AbortSignal;
  onProgress?: (progress: CallProgress) => void;
}

/** Calls a tool and gives its result; what goes wrong is a result too. */
export async function callOperation(call: Call): Promise<ToolCallResult> {
  const deadline = Date.now() + call.timeoutMs;
  const end = endOf(call);
  const { signal } = end;
  let request: HttpRequest | undefined;
  try {
    const tool = call.find();
    const send = async (): Promise<Answer> => {
      const prepared = await call.prepare(tool);
      request = prepared;
      const limits = { dispatcher: call.dispatcher, signal, maxResponseBytes: call.maxResponseBytes };
      const options = { method: prepared.method, retries: call.retries, deadline, signal, onProgress: call.onProgress };
      return await withRetries(async () => await exchangeFollowing(prepared, limits), options);
    };
    let answer = await send();
    if (answer.status === 401 && call.onUnauthorized()) answer = await send();
    return resultOf(answer, tool, call.maxResponseBytes, bodyBytes(request));
  } catch (error) {
    // What is interrupted says only that; the signal knows why.
    const reason: unknown = signal.aborted ? signal.reason : error;
    return { content: [{ type: 'text', text: describeNoAnswer(reason, request, call.timeoutMs) }], isError: true, bytesIn: 0, bytesOut: 0 };
  } finally {
    end.release();
  }
}

/** One signal for the timeout and the caller's wish. A timer that is cleared costs a tenth of AbortSignal.timeout and leaves nothing on a long-lived signal. */
function endOf({ timeoutMs, signal }: Call): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const cancel = (): void => controller.abort(new DOMException('The call was cancelled', 'AbortError'));
  const timer = setTimeout(() => controller.abort(new DOMException('The call took too long', 'TimeoutError')), timeoutMs);
  if (signal?.aborted === true) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    },
  };
}

function resultOf(answer: Answer, tool: Tool, maxResponseBytes: number, bytesOut: number): ToolCallResult {
  const { status, body } = answer;
  if (body === undefined) return { content: describeTooLarge(answer, maxResponseBytes), isError: true, upstreamStatus: status, bytesIn: maxResponseBytes, bytesOut };
  const counts = { upstreamStatus: status, bytesIn: body.length, bytesOut };
  const read = { ...answer, body };
  if (status >= 400) return { content: describeErrorAnswer(read), isError: true, ...counts };
  return { ...decodeAnswer(read, tool.operation, tool.outputSchema !== undefined), ...counts };
}

function bodyBytes(request: HttpRequest | undefined): number {
  const body = request?.body;
  return typeof body === 'string' ? Buffer.byteLength(body) : (body?.byteLength ?? 0);
}
