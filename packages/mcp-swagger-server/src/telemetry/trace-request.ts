import type { IncomingMessage, ServerResponse } from 'node:http';
import { currentTracing } from './current-tracing.js';

/** Serves a POST as a span, until its answer is over; what lasts, like a GET, is none. Without tracing it only serves. */
export function traceRequest(request: IncomingMessage, response: ServerResponse, serve: () => void): void {
  const tracing = currentTracing();
  if (tracing === undefined || request.method !== 'POST') {
    serve();
    return;
  }
  const span = tracing.open({ name: 'POST', kind: 'server', attributes: { 'http.request.method': 'POST' }, from: request.headers });
  response.once('close', () => {
    span.set({ 'http.response.status_code': response.statusCode });
    if (!response.writableFinished) span.fail('closed');
    span.end();
  });
  span.within(serve);
}
