import type { Connection, ConnectionView, ServerCounts } from 'mcp-swagger-ipc';

/** What the internal API tells of. */
export interface InternalFacts {
  readonly serverId: string;
  readonly activeConnections: number;
  readonly totalConnections: number;
  counts(): ServerCounts;
  list(): Connection[];
  /** Delay in ms, size in bytes. */
  health(): { status: string; eventLoopDelayMs: number; rssBytes: number };
}

/** The answers by their paths, in the shapes that the API has. */
export const INTERNAL_ROUTES: Readonly<Record<string, (facts: InternalFacts) => Record<string, unknown>>> = {
  '/connections': ({ serverId, activeConnections, totalConnections, list }) => ({ activeConnections, totalConnections, connections: list().map((connection) => viewOf(connection, serverId)), lastUpdated: now() }),
  '/connections/count': ({ activeConnections, totalConnections }) => ({ activeConnections, totalConnections, timestamp: now() }),
  '/health': ({ activeConnections, counts, health }) => {
    const { status, eventLoopDelayMs, rssBytes } = health();
    return { status, eventLoopDelayMs, rssBytes, uptimeMs: Math.round(process.uptime() * 1_000), activeConnections, ...counts() };
  },
};

function viewOf({ sessionId, kind, ip, userAgent, clientInfo, connectedAt, lastActivity, requestCount, errorCount, inFlight, bytesIn, bytesOut, lastTool, duration }: Connection, serverId: string): ConnectionView {
  const { connectedAt: _told, ...client } = clientInfo;
  return {
    sessionId,
    kind,
    serverId,
    clientIP: ip ?? null,
    userAgent: userAgent ?? null,
    clientInfo: client,
    connectedAt: new Date(connectedAt).toISOString(),
    lastActivity: new Date(lastActivity).toISOString(),
    requestCount,
    errorCount,
    inFlight,
    bytesIn,
    bytesOut,
    lastTool: lastTool ?? null,
    duration,
  };
}

function now(): string {
  return new Date().toISOString();
}
