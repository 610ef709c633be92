import type { Server } from 'node:http';

/** A head that is not complete by then is nobody's in earnest. */
const HEAD_MS = 10_000;
/** The largest body over a slow line. */
const REQUEST_MS = 120_000;
const CHECK_EVERY_MS = 2_000;
const MAX_HEADERS = 100;

/** Bounds what a client can hold by being slow or many: time to send a request, its headers, and connections at once. */
export function limitServer(server: Server, maxConnections: number): void {
  server.headersTimeout = HEAD_MS;
  server.requestTimeout = REQUEST_MS;
  server.maxHeadersCount = MAX_HEADERS;
  server.maxConnections = maxConnections;
  // Read when it begins to listen; Node looks for slow ones every half minute otherwise.
  Object.assign(server, { connectionsCheckingInterval: CHECK_EVERY_MS });
}
