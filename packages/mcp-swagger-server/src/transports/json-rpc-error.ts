import type { ServerResponse } from 'node:http';

/** Codes of JSON-RPC 2.0, section 5.1, and the ones that MCP's transports use. */
export const RPC = { parse: -32_700, invalidRequest: -32_600, invalidParams: -32_602, internal: -32_603, refused: -32_000, noSession: -32_001 } as const;

/** Something is wrong with a request before it reaches the protocol: an HTTP status and a JSON-RPC error. */
export interface Refusal {
  status: number;
  code: number;
  message: string;
  data?: unknown;
  headers?: Record<string, string>;
}

/** Answers with a JSON-RPC error; `id` is that of the request when it could be read. */
export function answerError(response: ServerResponse, refusal: Refusal, id: string | number | null = null): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = errorText(refusal, id);
  response.writeHead(refusal.status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...refusal.headers });
  response.end(body);
}

/** Answers that this method is not for this path; `allow` names those that are. */
export function refuseMethod(response: ServerResponse, allow: string): void {
  answerError(response, { status: 405, code: RPC.refused, message: `The method is not allowed here; use ${allow}.`, headers: { Allow: allow } });
}

/** A JSON-RPC error as text. */
export function errorText({ code, message, data }: Pick<Refusal, 'code' | 'message' | 'data'>, id: string | number | null = null): string {
  return JSON.stringify({ jsonrpc: '2.0', error: { code, message, ...(data === undefined ? {} : { data }) }, id });
}

/** The id of a parsed body when it is a single request. */
export function requestIdOf(body: unknown): string | number | null {
  if (typeof body !== 'object' || body === null || !('method' in body) || !('id' in body)) return null;
  return typeof body.id === 'string' || typeof body.id === 'number' ? body.id : null;
}
