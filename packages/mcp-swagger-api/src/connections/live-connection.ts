import type { ClientInfo, ConnectionEvent, ConnectionKind, ConnectionUse, ConnectionView } from 'mcp-swagger-ipc';
import { toInstant } from '../common/instant.js';

/** One live connection. Instants: epoch ms; `openedAt`: monotonic ms, for durations that survive a change of the clock. */
export interface LiveConnection extends ConnectionUse {
  sessionId: string;
  kind: ConnectionKind;
  clientInfo: ClientInfo;
  connectedAt: number;
  openedAt: number;
  inFlight: number;
}

/** A connection that begins with its event, sent at `sentAt` (epoch ms); `nowMs`: monotonic. */
export function toLive(event: ConnectionEvent, sentAt: number, nowMs: number): LiveConnection {
  return {
    sessionId: event.sessionId,
    kind: event.kind,
    clientInfo: event.clientInfo,
    connectedAt: event.clientInfo.connectedAt ?? sentAt,
    lastActivity: sentAt,
    openedAt: nowMs,
    requestCount: 0,
    errorCount: 0,
    bytesIn: 0,
    bytesOut: 0,
    inFlight: 0,
  };
}

/** A live connection as REST and sockets show it; written out, for there may be ten thousand of them. `nowMs`: monotonic. */
export function toConnectionView(connection: LiveConnection, serverId: string, nowMs: number): ConnectionView {
  const { name, version, userAgent, ip, protocolVersion, subject } = connection.clientInfo;
  return {
    sessionId: connection.sessionId,
    kind: connection.kind,
    serverId,
    clientIP: ip ?? null,
    userAgent: userAgent ?? null,
    clientInfo: { name, version, userAgent, ip, protocolVersion, subject },
    connectedAt: toInstant(connection.connectedAt),
    lastActivity: toInstant(connection.lastActivity),
    requestCount: connection.requestCount,
    errorCount: connection.errorCount,
    inFlight: connection.inFlight,
    bytesIn: connection.bytesIn,
    bytesOut: connection.bytesOut,
    lastTool: connection.lastTool ?? null,
    duration: Math.max(0, Math.round(nowMs - connection.openedAt)),
  };
}
