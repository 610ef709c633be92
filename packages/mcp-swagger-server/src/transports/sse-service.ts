import { type HttpService, introductionMs, sessionTimes } from './serve-http.js';
import type { ServingParts } from './serving.js';
import { type SseSession, SseEndpoint } from './sse-endpoint.js';
import { Sessions } from './sessions.js';

/** The HTTP+SSE transport of MCP 2024-11-05, which later revisions replaced. */
export function sseService({ configuration, servers, connections, pingIntervalMs }: ServingParts): HttpService {
  const sessions = new Sessions<SseSession>(connections, sessionTimes(configuration));
  return {
    protocol: new SseEndpoint(configuration.endpoint ?? '/sse', { servers, connections, sessions, pingIntervalMs, introductionMs: introductionMs(configuration) }),
    scheme: 'http',
    closeSession: (sessionId, reason) => sessions.end(sessionId, reason),
    expire: () => sessions.expire(),
    close: async (reason) => await sessions.endAll(reason),
  };
}
