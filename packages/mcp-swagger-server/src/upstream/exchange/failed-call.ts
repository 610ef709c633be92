import { STATUS_CODES } from 'node:http';
import { describeFailure, failureCode, failureName, OutgoingError } from 'mcp-swagger-parser';
import { decodeText } from '../answer/decode-text.js';
import type { Answer } from './exchange.js';
import { cutUrl, shownUrl } from '../request/http-request.js';
import type { HttpRequest } from '../request/http-request.js';
import { BrokenAnswerError } from './body-collector.js';
import { UpstreamError } from '../upstream-error.js';

const LONGEST_ERROR_BODY = 20_000;
const LONGEST_HEADER = 500;

/** Headers of an error that say what to do about it: when to come back, how much is left, whom to ask. */
const TOLD = /^(retry-after|location|deprecation|sunset|(x-)?ratelimit(-.+)?|x-rate-limit-.+|(x-)?(request|correlation|trace)-?id|cf-ray)$/;

/** What the model is told of an answer with an error status: the status, who gave it, the headers that matter, and its body. */
export function describeErrorAnswer(answer: Answer): string {
  const { status, headers, body, request, isWhole } = answer;
  const head = `${request.method} ${shownUrl(request.url)} answered status ${status} ${STATUS_CODES[status] ?? ''}`.trim();
  const type = headers['content-type'] ?? '';
  const text = body.includes(0) ? `(${body.length} bytes of ${type || 'unknown type'})` : decodeText(body, type, isWhole).text;
  const shown = text.length > LONGEST_ERROR_BODY || !isWhole ? `${text.slice(0, LONGEST_ERROR_BODY)}… (${isWhole ? '' : 'more than '}${text.length} characters)` : text;
  return [`${head}.`, ...toldHeaders(headers), ...(shown === '' ? [] : [shown])].join('\n');
}

/** Headers as lines, their names as they are usually written. */
function toldHeaders(headers: Record<string, string>): string[] {
  const lines = Object.entries(headers).flatMap(([name, value]) => {
    // The scheme says how to prove who we are; its parameters are for us and not for the model.
    if (name === 'www-authenticate') return [[name, [...value.matchAll(/(?:^|,\s*)([A-Za-z][\w-]*)(?=\s+\S|\s*(?:,|$))(?!\s*=)/g)].map((match) => match[1]).join(', ')] as const];
    if (!TOLD.test(name)) return [];
    return [[name, name === 'location' ? shownUrl(value) : value] as const];
  });
  return lines.map(([name, value]) => `${usualName(name)}: ${value.slice(0, LONGEST_HEADER)}`);
}

function usualName(name: string): string {
  const capitals = name.replaceAll(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase());
  return capitals.replace('Www-', 'WWW-').replace('Ratelimit', 'RateLimit');
}

/** Why no answer came, or why it was of no use, in a sentence that names the host and holds no credential. */
export function describeNoAnswer(error: unknown, signal: AbortSignal, request: HttpRequest | undefined, timeoutMs: number): string {
  if (error instanceof UpstreamError) return error.message;
  const where = request === undefined ? 'the upstream' : cutUrl(request.url).origin;
  // What is interrupted says only that; the signal knows why.
  const reason: unknown = signal.aborted ? signal.reason : error;
  const broken = error instanceof BrokenAnswerError ? error : undefined;
  if (failureName(reason) === 'TimeoutError') {
    if (broken === undefined) return `${where} did not answer within ${timeoutMs} ms.`;
    return `${where} began to answer (status ${broken.status}) but did not finish within ${timeoutMs} ms; ${broken.receivedBytes} bytes had come. Give it more time, or ask for less.`;
  }
  if (failureName(reason) === 'AbortError') return `The call to ${where} was cancelled.`;
  if (error instanceof OutgoingError) return `${where} was not called. ${error.message}`;
  if (broken !== undefined) return `${where} answered status ${broken.status}, but its answer broke off after ${broken.receivedBytes} bytes: ${describeBreak(broken.cause)}.`;
  return `${where} could not be called: ${describeFailure(error)}.`;
}

/** Why a body ended before its end, as the end of a sentence. */
export function describeBreak(cause: unknown): string {
  if (failureName(cause) === 'TimeoutError') return 'it did not finish in time';
  const code = failureCode(cause);
  if (code === 'Z_BUF_ERROR') return 'it is compressed, and the compressed data ends too early';
  if (code !== undefined && /^(Z_|ERR__?ERROR|ERR_BROTLI|ERR_)/.test(code)) return `it is compressed, and cannot be unpacked (${code})`;
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return 'it is shorter than its Content-Length says';
  return describeFailure(cause);
}
