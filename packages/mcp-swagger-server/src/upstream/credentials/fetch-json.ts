import type { Agent } from 'undici';
import { describeFailure, failureName, isObject, readBody } from 'mcp-swagger-parser';
import { cutUrl, shownUrl } from '../request/http-request.js';
import type { HttpRequest } from '../request/http-request.js';
import { UpstreamError } from '../upstream-error.js';

const MOST_BYTES = 256 * 1024;

/** Asks a server of the operator's identity provider for a JSON object; anything else is the empty one. Redirects are not followed. Rejects with UpstreamError when no answer came. */
export async function fetchJson(request: HttpRequest, { dispatcher, timeoutMs, purpose }: { dispatcher: Agent; timeoutMs: number; purpose: string }): Promise<{ status: number; json: Record<string, unknown> }> {
  const { origin, path } = cutUrl(request.url);
  if (origin === '') throw new UpstreamError('TOKEN', `${JSON.stringify(shownUrl(request.url))} cannot be ${purpose}; expected https://….`);
  try {
    const response = await dispatcher.request({
      origin,
      path,
      method: request.method,
      headers: { accept: 'application/json', ...request.headers },
      body: request.body ?? null,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const encoding = response.headers['content-encoding'];
    const text = (await readBody(response.body, typeof encoding === 'string' ? encoding : undefined, MOST_BYTES)).toString('utf8');
    return { status: response.statusCode, json: parseObject(text) };
  } catch (error) {
    const reason = failureName(error) === 'TimeoutError' ? `no answer within ${timeoutMs} ms` : describeFailure(error);
    throw new UpstreamError('TOKEN', `${shownUrl(request.url)} could not be ${purpose}: ${reason}.`, { cause: error });
  }
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const answer: unknown = JSON.parse(text);
    return isObject(answer) ? answer : {};
  } catch {
    return {};
  }
}
