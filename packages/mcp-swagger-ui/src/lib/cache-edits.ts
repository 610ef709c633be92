import type { Connection, Server } from './api';

/** Pure edits of cached server data; each returns a new list. */
export function withProcess(servers: Server[], process: Server['process']): Server[] {
  return servers.map((server) => (server.id === process.serverId ? { ...server, process } : server));
}

export function withStats(servers: Server[], serverId: string, totalConnections: number): Server[] {
  return servers.map((server) => (server.id === serverId ? { ...server, connections: { ...server.connections, totalConnections } } : server));
}

/** Adds connections, or takes their newer states where they stand. */
export function withConnections(connections: Connection[], changed: Connection[]): Connection[] {
  if (changed.length === 0) return connections;
  const newer = new Map(changed.map((connection) => [keyOf(connection), connection]));
  const kept = connections.map((known) => {
    const key = keyOf(known);
    const next = newer.get(key);
    newer.delete(key);
    return next ?? known;
  });
  return [...kept, ...newer.values()];
}

export function withoutConnection(connections: Connection[], serverId: string, sessionId: string): Connection[] {
  return connections.filter((known) => known.serverId !== serverId || known.sessionId !== sessionId);
}

function keyOf({ serverId, sessionId }: Connection): string {
  return `${serverId} ${sessionId}`;
}
