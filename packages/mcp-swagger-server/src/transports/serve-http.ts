import { sayReason } from 'mcp-swagger-ipc';
import { Doorway } from '../access/doorway.js';
import type { EventCounts } from './event-store.js';
import { GatewayTrust } from '../access/gateway-trust.js';
import { endpointUrl, listen } from './listen.js';
import { HttpFront, type HttpProtocol } from './http-front.js';
import type { SessionTimes } from './sessions.js';
import type { Serving, ServingParts } from './serving.js';

/** A transport over HTTP, as the HTTP server that carries it sees it. */
export interface HttpService {
  readonly protocol: HttpProtocol;
  /** What the address of the endpoint begins with. */
  readonly scheme: 'http' | 'ws';
  closeSession(sessionId: string, reason: string): boolean;
  /** What is kept for clients that lost a stream, where they can have it again. */
  eventCounts?(): EventCounts;
  /** Ends who is gone; called again and again. */
  expire(): void;
  /** Ends everybody, and resolves when they were told. */
  close(reason: string): Promise<void>;
}

const PING_TIMEOUT_MS = 10_000;

/** A client that holds a place has so long to say who it is. */
const INTRODUCTION_MS = 10_000;

/** Clients may hold a few sockets each, and those that come in vain hold one for a moment. */
const SOCKETS_PER_CONNECTION = 4;
const FEWEST_SOCKETS = 64;

/** Serves a transport on an HTTP server of its own. Rejects with ServerError when it cannot listen. */
export async function serveHttp(parts: ServingParts, serviceOf: (parts: ServingParts) => HttpService): Promise<Serving> {
  const { host, port, preferredPort, limits, gateway } = parts.configuration;
  const { connections, onError } = parts;
  const service = serviceOf(parts);
  const path = service.protocol.paths[0] ?? '/';
  const doorway = new Doorway(path, onError);
  const { door, open } = doorway.prepare(parts.configuration);
  const front = new HttpFront(service.protocol, {
    admission: door,
    gateway: gateway === undefined ? undefined : new GatewayTrust(gateway.token),
    passHeaders: parts.configuration.passHeaders,
    maxSockets: Math.max(FEWEST_SOCKETS, limits.maxConnections * SOCKETS_PER_CONNECTION),
    onError,
  });
  const bound = await listen(front.server, { host, port, preferredPort });
  open();
  // A client that cannot be accepted, for want of file descriptors, is no reason to end for all others.
  front.server.on('error', onError);
  const shortestMs = Math.min(limits.sessionIdleTimeoutMs, limits.maxSessionAgeMs);
  const sweep = setInterval(() => service.expire(), Math.min(30_000, Math.max(50, shortestMs / 4)));
  sweep.unref();
  return {
    endpoint: endpointUrl(service.scheme, host, bound, path),
    port: bound,
    clientGone: new Promise(() => {}),
    closeSession: (sessionId, reason) => service.closeSession(sessionId, reason),
    eventCounts: () => service.eventCounts?.(),
    prepareAccess: (configuration) => {
      const next = doorway.prepare(configuration);
      return () => {
        next.open();
        front.admit(next.door);
      };
    },
    stop: async (graceMs) => {
      clearInterval(sweep);
      front.drain();
      await connections.whenQuiet(graceMs);
      await service.close(sayReason('SERVER_STOPPED'));
      front.close();
      await doorway.close();
    },
  };
}

/** The times of sessions, out of the configuration. */
export function sessionTimes({ limits }: ServingParts['configuration']): SessionTimes {
  const { sessionIdleTimeoutMs: idleTimeoutMs, maxSessionAgeMs: maxAgeMs } = limits;
  return { idleTimeoutMs, maxAgeMs, pingTimeoutMs: Math.min(PING_TIMEOUT_MS, idleTimeoutMs) };
}

/** How long a client that opened a channel may hold a place without a word, in ms. */
export function introductionMs({ limits }: ServingParts['configuration']): number {
  return Math.min(INTRODUCTION_MS, limits.sessionIdleTimeoutMs);
}
