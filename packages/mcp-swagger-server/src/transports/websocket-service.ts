import { WebSocketServer } from 'ws';
import { MAX_MESSAGE_BYTES } from './parse-message.js';
import { type HttpService, introductionMs, sessionTimes } from './serve-http.js';
import type { ServingParts } from './serving.js';
import { Sessions } from './sessions.js';
import { SUBPROTOCOL, WebSocketEndpoint } from './websocket-endpoint.js';
import type { WebSocketSession } from './websocket-session.js';

/** MCP over WebSocket, both eras, as the `WebSocketClientTransport` of the official SDK speaks it. */
export function websocketService({ configuration, servers, connections, pingIntervalMs, onError }: ServingParts): HttpService {
  const sessions = new Sessions<WebSocketSession>(connections, sessionTimes(configuration));
  // Compression costs every socket memory that it keeps; what needs it belongs to a proxy.
  const sockets = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES, handleProtocols: () => SUBPROTOCOL });
  return {
    protocol: new WebSocketEndpoint(configuration.endpoint ?? '/mcp', sockets, { servers, connections, sessions, pingIntervalMs, introductionMs: introductionMs(configuration), onError }),
    scheme: 'ws',
    closeSession: (sessionId, reason) => sessions.end(sessionId, reason),
    expire: () => sessions.expire(),
    close: async (reason) => await sessions.endAll(reason),
  };
}
