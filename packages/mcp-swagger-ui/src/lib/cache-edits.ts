import type { Connection, Server } from './api';

/** Pure edits of cached server data. What changes nothing returns the same list, and nothing is drawn. */
export function withProcess(servers: Server[], process: Server['process']): Server[] {
  return withServer(servers, process.serverId, (server) => ({ ...server, process }));
}

export function withStats(servers: Server[], serverId: string, totalConnections: number): Server[] {
  return withServer(servers, serverId, (server) => (server.connections.totalConnections === totalConnections ? server : { ...server, connections: { ...server.connections, totalConnections } }));
}

function withServer(servers: Server[], id: string, edit: (server: Server) => Server): Server[] {
  const at = servers.findIndex((server) => server.id === id);
  const known = servers[at];
  if (known === undefined) return servers;
  const next = edit(known);
  return next === known ? servers : servers.with(at, next);
}

/** What became of a connection: its newer state, or nothing when it ended. */
export interface ConnectionChange {
  serverId: string;
  sessionId: string;
  connection: Connection | undefined;
}

/** Takes the newer states of connections where they stand, adds those that are not known, and lets go of those that ended; one walk for any number of changes, of which the last of a connection counts. */
export function withConnectionChanges(connections: Connection[], changes: ConnectionChange[]): Connection[] {
  if (changes.length === 0) return connections;
  const changesOf = new Map<string, Map<string, Connection | undefined>>();
  for (const { serverId, sessionId, connection } of changes) {
    const ofServer = changesOf.get(serverId) ?? new Map<string, Connection | undefined>();
    changesOf.set(serverId, ofServer.set(sessionId, connection));
  }
  const next: Connection[] = [];
  for (const known of connections) {
    const ofServer = changesOf.get(known.serverId);
    const isChanged = ofServer?.has(known.sessionId) === true;
    const connection = isChanged ? ofServer?.get(known.sessionId) : known;
    if (isChanged) ofServer?.delete(known.sessionId);
    if (connection !== undefined) next.push(connection);
  }
  for (const ofServer of changesOf.values()) {
    for (const connection of ofServer.values()) if (connection !== undefined) next.push(connection);
  }
  return next;
}
