import type { IncomingMessage, ServerResponse } from 'node:http';
import { drained } from 'mcp-swagger-ipc';

/** A request as the SDK wants it. Its body is parsed already and travels beside it. */
export function toWebRequest(request: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) headers.append(request.rawHeaders[index] ?? '', request.rawHeaders[index + 1] ?? '');
  return new Request(`http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`, { method: request.method, headers, signal });
}

/** Writes the SDK's answer; a stream goes out piece by piece and no faster than the client reads. */
export async function writeWebResponse(answer: Response, response: ServerResponse): Promise<void> {
  if (response.destroyed) {
    await answer.body?.cancel();
    return;
  }
  const headers = Object.fromEntries(answer.headers);
  // Hop-by-hop: the HTTP server's business (RFC 9110, section 7.6.1).
  delete headers['connection'];
  if (answer.body === null || answer.headers.get('content-type') !== 'text/event-stream') {
    const body = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, { ...headers, 'content-length': body.length }).end(body);
    return;
  }
  response.writeHead(answer.status, headers).flushHeaders();
  for await (const chunk of answer.body) {
    if (response.destroyed) break;
    if (!response.write(chunk)) await drained(response);
  }
  response.end();
}
