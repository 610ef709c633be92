/** Where those stand who want one server's metrics. */
export function metricsRoom(serverId: string): string {
  return `server-metrics-${serverId}`;
}

/** Where those stand who want one server's log lines. */
export function logsRoom(serverId: string): string {
  return `server-logs-${serverId}`;
}

/** Where those of `/monitoring` stand who want one server's connections, or, in `default`, those of all. */
export function connectionsRoom(serverId: string | undefined): string {
  return `mcp_connections_${serverId ?? 'default'}`;
}
