import type { Answer } from '../upstream/exchange/exchange.js';
import type { HttpRequest } from '../upstream/request/http-request.js';
import { currentTracing } from './current-tracing.js';

/** Sends a request to the upstream as a span, which the upstream can go on with; without tracing it only sends. Path and query are not told: they may hold secrets. */
export function traceExchange(request: HttpRequest, send: (request: HttpRequest) => Promise<Answer>): Promise<Answer> {
  const tracing = currentTracing();
  if (tracing === undefined) return send(request);
  const { hostname, port, protocol } = new URL(request.url);
  const attributes = { 'http.request.method': request.method, 'server.address': hostname, 'server.port': Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port) };
  return tracing.run({ name: request.method, kind: 'client', attributes }, async (span) => {
    const headers = { ...request.headers };
    tracing.carry(headers);
    const answer = await send({ ...request, headers });
    span.set({ 'http.response.status_code': answer.status });
    if (answer.status >= 400) span.fail(String(answer.status));
    return answer;
  });
}
