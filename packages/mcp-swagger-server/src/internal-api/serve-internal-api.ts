import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { HostCheck } from '../transports/host-check.js';
import { listen } from '../transports/listen.js';
import { refuseInternal } from './internal-refusal.js';
import { INTERNAL_ROUTES, type InternalFacts } from './internal-routes.js';

/** Never anything else, whatever the endpoint listens on: what this API tells is for the operator. */
const HOST = '127.0.0.1';

const MOST_SOCKETS = 32;
const SLOWEST_MS = 5_000;

export interface InternalApi {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves `/connections`, `/connections/count` and `/health` on the loopback address; `port` 0 takes any free one. Rejects with ServerError when it cannot listen. */
export async function serveInternalApi({ port, token }: { port: number; token?: string | undefined }, facts: InternalFacts): Promise<InternalApi> {
  const hostCheck = new HostCheck({ boundHost: HOST, allowedHosts: [], allowedOrigins: [] });
  const server = createServer({ headersTimeout: SLOWEST_MS, requestTimeout: SLOWEST_MS, connectionsCheckingInterval: SLOWEST_MS }, (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const refusal = refuseInternal(request, path, { hostCheck, token });
    if (refusal === undefined) answer(request, response, 200, INTERNAL_ROUTES[path]?.(facts) ?? {});
    else answer(request, response, refusal.status, { type: 'about:blank', title: refusal.title, status: refusal.status, detail: refusal.detail }, { 'Content-Type': 'application/problem+json', Connection: 'close', ...refusal.headers });
  });
  server.maxConnections = MOST_SOCKETS;
  const bound = await listen(server, { host: HOST, port });
  // Who cannot be accepted asks again.
  server.on('error', () => {});
  return {
    port: bound,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse, status: number, value: Record<string, unknown>, headers: Record<string, string> = {}): void {
  const body = JSON.stringify(value);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), 'Cache-Control': 'no-store', ...headers });
  response.end(request.method === 'HEAD' ? undefined : body);
}
