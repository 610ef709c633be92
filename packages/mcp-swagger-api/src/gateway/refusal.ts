import type { ServerResponse, IncomingMessage } from 'node:http';
import { AppError } from '../common/app-error.js';
import { toProblem } from '../common/problem.filter.js';

/** What the gateway answers itself instead of passing a request on. `code`: stable. */
export interface Refusal {
  status: number;
  code: string;
  detail: string;
  headers?: Record<string, string> | undefined;
}

/** Whatever nobody thought of: the log says more. */
export const unforeseen: Refusal = { status: 500, code: 'INTERNAL_ERROR', detail: 'Something went wrong that the gateway did not foresee; the log of the API says what.' };

export function tooLarge(mostBytes: number): Refusal {
  return { status: 413, code: 'CONTENT_TOO_LARGE', detail: `A request may have at most ${mostBytes} bytes (GATEWAY_MAX_BODY).`, headers: { Connection: 'close' } };
}

/** JSON-RPC 2.0, section 5.1: an error of the implementation. */
const SERVER_ERROR = -32_000;

/** A POST carries a message, so its sender gets a JSON-RPC error; all others get a problem (RFC 9457). Both hold the code. */
export function refuse(request: IncomingMessage, response: ServerResponse, { status, code, detail, headers }: Refusal): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const isMessage = request.method === 'POST';
  const [path = '/'] = (request.url ?? '/').split('?');
  const body = JSON.stringify(isMessage ? { jsonrpc: '2.0', id: null, error: { code: SERVER_ERROR, message: detail, data: { code, status } } } : toProblem(new AppError(status, code, detail), path));
  response.writeHead(status, { 'Content-Type': isMessage ? 'application/json' : 'application/problem+json', 'Content-Length': Buffer.byteLength(body), 'Cache-Control': 'no-store', ...headers });
  response.end(body);
}
