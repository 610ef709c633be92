import type { Connection, EndedConnection, Server } from '../../lib/api';

export interface RecentEvent {
  id: string;
  at: string;
  kind: 'started' | 'ended' | 'failed' | 'connected' | 'disconnected';
  serverId: string;
  /** The client, or why a process ended. */
  detail: string;
}

/** What happened last, newest first, out of what is known of servers and connections; `tell` words a reason. */
export function recentEvents(servers: Server[], connections: Connection[], ended: EndedConnection[], most: number, tell: (reason: string) => string): RecentEvent[] {
  const ofServers = servers.flatMap(({ id, process }): RecentEvent[] => [
    ...(process.readyAt === null ? [] : [{ id: `started ${id}`, at: process.readyAt, kind: 'started' as const, serverId: id, detail: '' }]),
    ...(process.lastExit === null
      ? []
      : [{ id: `ended ${id}`, at: process.lastExit.at, kind: process.state === 'failed' ? ('failed' as const) : ('ended' as const), serverId: id, detail: tell(process.lastExit.reason) }]),
  ]);
  const joined = newest(connections, most).map(({ serverId, sessionId, connectedAt, clientInfo }): RecentEvent => ({ id: `joined ${serverId} ${sessionId}`, at: connectedAt, kind: 'connected', serverId, detail: clientInfo.name ?? '—' }));
  const left = ended.map(({ serverId, sessionId, endedAt, clientInfo, reason }): RecentEvent => ({
    id: `left ${serverId} ${sessionId} ${endedAt}`,
    at: endedAt,
    kind: 'disconnected',
    serverId,
    detail: reason === null ? (clientInfo.name ?? '—') : `${clientInfo.name ?? '—'}, ${tell(reason)}`,
  }));
  return [...ofServers, ...joined, ...left].toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, most);
}

/** The last to come, in one walk: there may be thousands, and few are shown. */
function newest(connections: Connection[], most: number): Connection[] {
  let last: Connection[] = [];
  let least = '';
  for (const connection of connections) {
    if (last.length >= most && connection.connectedAt <= least) continue;
    last = [...last, connection].toSorted((a, b) => (a.connectedAt < b.connectedAt ? 1 : -1)).slice(0, most);
    least = last.at(-1)?.connectedAt ?? '';
  }
  return last;
}
