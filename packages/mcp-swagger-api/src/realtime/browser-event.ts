import type { ConnectionEventPayload, ConnectionsPayload, ConnectionStatsPayload, ConnectionView, ErrorPayload, ProcessExitPayload, ToolsChangedPayload } from 'mcp-swagger-ipc';
import { toInstant } from '../common/instant.js';
import type { ConnectionSummary } from '../connections/connections.service.js';
import type { AppEventMap, ConnectionChanged } from '../events/app-events.js';

/** More connections than that are read page by page over REST. */
export const MAX_CONNECTIONS_IN_A_FRAME = 500;

/** App events in the form that a browser gets. Instants become ISO 8601, and nothing goes out that is not named here. */
export function toConnectionEvent({ serverId, timestamp, event, connection, reason }: ConnectionChanged): ConnectionEventPayload {
  const { kind, sessionId, clientInfo, duration } = connection;
  return {
    serverId,
    timestamp: toInstant(timestamp),
    event,
    kind,
    sessionId,
    clientInfo,
    reason,
    ...(event === 'disconnected' ? { duration } : {}),
    ...(event === 'connected' ? { connection } : {}),
  };
}

export function toConnectionStats({ serverId, timestamp, ...stats }: AppEventMap['connection.stats']): ConnectionStatsPayload {
  const { activeConnections, totalConnections, processStatus, source, connections } = stats;
  return { serverId, timestamp: toInstant(timestamp), activeConnections, totalConnections, processStatus, source, connections };
}

/** Two frames as one: the later counts, and of each connection its later state. */
export function mergeConnectionStats(earlier: ConnectionStatsPayload, later: ConnectionStatsPayload): ConnectionStatsPayload {
  const bySession = new Map([...earlier.connections, ...later.connections].map((connection) => [connection.sessionId, connection]));
  return { ...later, connections: [...bySession.values()].slice(-MAX_CONNECTIONS_IN_A_FRAME) };
}

export function toConnections(serverId: string, summary: ConnectionSummary, connections: ConnectionView[]): ConnectionsPayload {
  const { activeConnections, totalConnections, processStatus, source } = summary;
  return {
    serverId,
    timestamp: toInstant(Date.now()),
    activeConnections,
    totalConnections,
    processStatus,
    source,
    connections: connections.slice(0, MAX_CONNECTIONS_IN_A_FRAME),
  };
}

export function toError({ serverId, timestamp, code, message, sessionId }: AppEventMap['mcp.error']): ErrorPayload {
  return { serverId, timestamp: toInstant(timestamp), code, message, sessionId };
}

export function toProcessExit({ serverId, timestamp, pid, code, signal, reason }: AppEventMap['mcp.process.exit']): ProcessExitPayload {
  return { serverId, timestamp: toInstant(timestamp), pid, code, signal, reason };
}

export function toToolsChanged({ serverId, timestamp, toolCount, added, removed, changed, documentHash }: AppEventMap['mcp.tools.changed']): ToolsChangedPayload {
  return { serverId, timestamp: toInstant(timestamp), toolCount, added, removed, changed, documentHash };
}
