import { STATUS_CODES } from 'node:http';
import { BodyTooLargeError, describeFailure, failureName, OutgoingError } from 'mcp-swagger-parser';
import { decodeText } from './decode-response.js';
import type { Answer } from './exchange.js';
import { cutUrl, shownUrl } from './http-request.js';
import type { HttpRequest } from './http-request.js';
import type { ContentBlock } from './tool-call-result.js';
import { UpstreamError } from './upstream-error.js';

const LONGEST_ERROR_BODY = 20_000;

/** What the model is told of an answer with an error status: the status, who gave it, and its body. */
export function describeErrorAnswer(answer: Answer & { body: Buffer }): ContentBlock[] {
  const { status, headers, body, request } = answer;
  const head = `${request.method} ${shownUrl(request.url)} answered status ${status} ${STATUS_CODES[status] ?? ''}`.trim();
  const retry = headers['retry-after'];
  const text = body.includes(0) ? `(${body.length} bytes of ${headers['content-type'] ?? 'unknown type'})` : decodeText(body, headers['content-type'] ?? '');
  const shown = text.length > LONGEST_ERROR_BODY ? `${text.slice(0, LONGEST_ERROR_BODY)}… (${text.length} characters)` : text;
  const lines = [`${head}.`, ...(retry === undefined ? [] : [`Retry-After: ${retry}`]), ...(shown === '' ? [] : [shown])];
  return [{ type: 'text', text: lines.join('\n') }];
}

/** What the model is told of an answer over the limit, and, where it can be read without side effects, a link to it. */
export function describeTooLarge(answer: Answer, maxBytes: number): ContentBlock[] {
  const { request, headers } = answer;
  const uri = shownUrl(request.url);
  const length = headers['content-length'];
  const text = `The answer of ${uri} is larger than the limit of ${maxBytes} bytes${length === undefined ? '' : ` (it has ${length})`}. Ask for less, for example with filters or paging, or raise the limit.`;
  const blocks: ContentBlock[] = [{ type: 'text', text }];
  if (request.method === 'GET') {
    const mimeType = headers['content-type']?.split(';')[0]?.trim();
    blocks.push({ type: 'resource_link', uri, name: uri.slice(uri.lastIndexOf('/') + 1) || uri, ...(mimeType === undefined ? {} : { mimeType }) });
  }
  return blocks;
}

/** Why no answer came, in a sentence that names the host and holds no credential. */
export function describeNoAnswer(error: unknown, request: HttpRequest | undefined, timeoutMs: number): string {
  if (error instanceof UpstreamError) return error.message;
  const where = request === undefined ? 'the upstream' : cutUrl(request.url).origin;
  if (error instanceof OutgoingError) return `${where} was not called. ${error.message}`;
  if (error instanceof BodyTooLargeError) return `${where}: ${error.message}`;
  if (failureName(error) === 'TimeoutError') return `${where} did not answer within ${timeoutMs} ms.`;
  if (failureName(error) === 'AbortError') return `The call to ${where} was cancelled.`;
  return `${where} could not be called: ${describeFailure(error)}.`;
}
