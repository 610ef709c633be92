import type { IncomingMessage, ServerResponse } from 'node:http';
import { drained } from 'mcp-swagger-ipc';

/** A request as the SDK takes it; its body travels beside it, parsed. `signal` ends with the client. */
export function toWebRequest(request: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (value !== undefined) headers.set(name, String(value));
  return new Request(`http://localhost${request.url ?? '/'}`, { method: request.method ?? 'GET', headers, signal });
}

/** Writes what the SDK answers as fast as the client reads it. */
export async function writeWebAnswer(answer: Response, response: ServerResponse): Promise<void> {
  const { connection: _ofTheSocket, ...headers } = Object.fromEntries(answer.headers);
  response.writeHead(answer.status, headers);
  response.flushHeaders();
  for await (const chunk of answer.body ?? []) {
    if (response.destroyed) break;
    if (!response.write(chunk)) await drained(response);
  }
  response.end();
}
