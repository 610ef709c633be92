import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { currentTracing } from './current-tracing.js';

/** Makes a span of every request for REST, called by its route, not by its path: paths have ids in them, and queries may have more. */
export function traceRequests(): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!request.path.startsWith('/api/')) return next();
    const route = (): string | undefined => {
      const found: unknown = request.route;
      return typeof found === 'object' && found !== null && 'path' in found ? String(found.path) : undefined;
    };
    traceRequest(request, response, () => next(), route);
  };
}

/** The same for a request that is sent on: whoever gets its headers goes on with the span. */
export function traceForwarded(request: IncomingMessage, response: ServerResponse, serve: () => void, route: string): void {
  if (currentTracing() === undefined) return serve();
  const carryAndServe = (): void => {
    const headers: Record<string, string> = {};
    currentTracing()?.carry(headers);
    Object.assign(request.headers, headers);
    serve();
  };
  traceRequest(request, response, carryAndServe, () => route);
}

/** Serves a request as a span, until its answer is over; without tracing it only serves. `route`: its pattern, asked at the end. */
export function traceRequest(request: IncomingMessage, response: ServerResponse, serve: () => void, route: () => string | undefined): void {
  const tracing = currentTracing();
  if (tracing === undefined) return serve();
  const method = request.method ?? 'GET';
  const span = tracing.open({ name: method, kind: 'server', attributes: { 'http.request.method': method }, from: request.headers });
  response.once('close', () => {
    const pattern = route();
    if (pattern !== undefined) span.rename(`${method} ${pattern}`);
    span.set({ 'http.response.status_code': response.statusCode, ...(pattern === undefined ? {} : { 'http.route': pattern }) });
    if (response.statusCode >= 500) span.fail(String(response.statusCode));
    span.end();
  });
  span.within(serve);
}
