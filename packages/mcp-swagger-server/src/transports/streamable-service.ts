import { EventStore } from './event-store.js';
import { type HttpService, sessionTimes } from './serve-http.js';
import type { ServingParts } from './serving.js';
import { type HttpSession, SessionRequests } from './session-requests.js';
import { Sessions } from './sessions.js';
import { StatelessRequests } from './stateless-requests.js';
import { StreamableEndpoint } from './streamable-endpoint.js';

/** The calls of a client without a session are taken for one connection until it was silent for so long. */
const DERIVED_IDLE_MS = 5 * 60_000;

/** Answers that take longer than this, in ms, come as a stream that can be resumed. */
const STREAM_AFTER_MS = 5_000;

/** Streamable HTTP, both eras. */
export function streamableService({ configuration, servers, connections, pingIntervalMs, onError }: ServingParts): HttpService {
  const { endpoint, limits } = configuration;
  const events = new EventStore();
  const sessions = new Sessions<HttpSession>(connections, sessionTimes(configuration));
  const requests = new SessionRequests({ servers, connections, sessions, options: { pingIntervalMs, streamAfterMs: STREAM_AFTER_MS, events } });
  const stateless = new StatelessRequests(servers, connections, { pingIntervalMs, maxConnections: limits.maxConnections, onError });
  const derivedIdleMs = Math.min(DERIVED_IDLE_MS, limits.sessionIdleTimeoutMs);
  return {
    protocol: new StreamableEndpoint(endpoint ?? '/mcp', requests, stateless),
    scheme: 'http',
    closeSession: (sessionId, reason) => sessions.end(sessionId, reason),
    eventCounts: () => events.counts,
    expire: () => {
      sessions.expire();
      stateless.expire(derivedIdleMs);
      events.expire();
    },
    close: async (reason) => {
      await sessions.endAll(reason);
      await stateless.close(reason);
    },
  };
}
