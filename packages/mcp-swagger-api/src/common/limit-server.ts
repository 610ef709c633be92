import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { boundConnections } from 'mcp-swagger-ipc';
import { AppError } from './app-error.js';
import { toProblem } from './problem.filter.js';

/** A head that is not complete by then is nobody's in earnest. */
const HEAD_MS = 10_000;
/** The largest body over a slow line. */
const REQUEST_MS = 120_000;
const CHECK_EVERY_MS = 2_000;
const TIMES = { headMs: HEAD_MS, requestMs: REQUEST_MS, checkEveryMs: CHECK_EVERY_MS };
const MAX_HEADERS = 100;

export interface ConnectionLimits {
  /** At once. */
  most: number;
  /** An idle connection is kept for so long. */
  keepAliveMs: number;
}

/** Bounds what a client can hold by being slow or many: time to send a request, its headers, and connections at once. Comes when all listeners are there, and stands before them. */
export function limitServer(server: Server, { most, keepAliveMs }: ConnectionLimits, { headMs, requestMs, checkEveryMs } = TIMES): void {
  server.headersTimeout = headMs;
  server.requestTimeout = requestMs;
  // Longer than that of a head, which runs from its first byte: an idle connection has none.
  server.keepAliveTimeout = keepAliveMs;
  // Read when it begins to listen; Node looks for slow ones every half minute otherwise.
  Object.assign(server, { connectionsCheckingInterval: checkEveryMs });
  refuseCrowdedHeads(server);
  boundConnections(server, most);
}

/** Node would leave out what is one too many, and the last header may be the one by which a proxy says that it stands in between. */
function refuseCrowdedHeads(server: Server): void {
  server.maxHeadersCount = 0;
  const requests = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  const upgrades = server.listeners('upgrade') as ((request: IncomingMessage, socket: Duplex, head: Buffer) => void)[];
  server.removeAllListeners('request').removeAllListeners('upgrade');
  server.on('request', (request, response) => {
    if (isCrowded(request)) response.writeHead(431, { 'Content-Type': 'application/problem+json', Connection: 'close' }).end(JSON.stringify(problemOf(request)));
    else for (const listener of requests) listener.call(server, request, response);
  });
  // With a listener, Node takes every wish for another protocol for one that somebody grants.
  if (upgrades.length === 0) return;
  server.on('upgrade', (request, socket, head) => {
    // Node looks after it no more, and whoever takes it over may have to ask first who it is: an error that nobody hears would end the API.
    socket.on('error', () => {});
    if (isCrowded(request)) socket.end('HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else for (const listener of upgrades) listener.call(server, request, socket, head);
  });
}

/** `rawHeaders`: names and values in turn. */
function isCrowded({ rawHeaders }: IncomingMessage): boolean {
  return rawHeaders.length > 2 * MAX_HEADERS;
}

function problemOf({ rawHeaders, url = '/' }: IncomingMessage) {
  return toProblem(new AppError(431, 'TOO_MANY_HEADERS', `A request may have at most ${MAX_HEADERS} headers; this one has ${rawHeaders.length / 2}.`), url.split('?')[0] ?? '/');
}
