import type { Connection, LogLine, Server } from './api';

/** Pure edits of cached server data; each returns a new list. */
export function withProcess(servers: Server[], process: Server['process']): Server[] {
  return servers.map((server) => (server.id === process.serverId ? { ...server, process } : server));
}

export function withStats(servers: Server[], serverId: string, totalConnections: number): Server[] {
  return servers.map((server) => (server.id === serverId ? { ...server, connections: { ...server.connections, totalConnections } } : server));
}

/** Adds a connection, or takes its newer state. */
export function withConnection(connections: Connection[], connection: Connection): Connection[] {
  const isKnown = connections.some((known) => isSame(known, connection.serverId, connection.sessionId));
  if (!isKnown) return [...connections, connection];
  return connections.map((known) => (isSame(known, connection.serverId, connection.sessionId) ? connection : known));
}

export function withoutConnection(connections: Connection[], serverId: string, sessionId: string): Connection[] {
  return connections.filter((known) => !isSame(known, serverId, sessionId));
}

/** Adds lines that are not there yet, and keeps the last `most`. */
export function withLines(lines: LogLine[], added: LogLine[], most: number): LogLine[] {
  const isNew = (line: LogLine) => !lines.some(({ timestamp, text }) => timestamp === line.timestamp && text === line.text);
  return [...lines, ...added.filter(isNew)].slice(-most);
}

function isSame(connection: Connection, serverId: string, sessionId: string): boolean {
  return connection.serverId === serverId && connection.sessionId === sessionId;
}
