import type { List } from './aim-of.js';

/** What one node answered, for the servers that it has and, as far as it knows, for the others. */
export interface NodeAnswer {
  nodeId: string;
  body: unknown;
}

export interface Merging {
  /** The nodes that have a server, that of its first replica first. */
  ownersOf: (serverId: string) => string[];
  /** Of a page. */
  limit: number;
  /** All that there ever were at the servers that there are. */
  totalConnections: number;
}

interface Counts {
  activeConnections: number;
  totalConnections: number;
  totalSinceStart: number;
}

type Status = 'healthy' | 'warning' | 'disconnected';
type OverviewRow = Counts & { serverId: string; name: string; processStatus: Status; timestamp: string };
type Process = { serverId: string };
type Connection = { connectedAt: string; sessionId: string; serverId: string };

interface Bodies {
  servers: { servers: { id: string }[] };
  processes: { processes: Process[]; replicas?: { nodeId: string; process: Process }[] };
  connections: Counts & { connections: Connection[]; processStatus: Status; source: string; lastUpdated: string | null; nextCursor: string | null };
  'connection-count': Counts & { timestamp: string };
  'connection-status': { processStatus: Status; source: string; activeConnections: number; lastUpdate: string | null };
  'connection-overview': { success: true; message: string; data: { servers: OverviewRow[]; summary: object } };
  'server-connections': { success: true; message: string; data: { serverId: string; processStatus: Status; source: string; timestamp: string; connectionStats: Counts & { connections: Connection[] } } };
  'server-connection-count': { success: true; message: string; data: Counts & { serverId: string; timestamp: string } };
  status: { timestamp: string; running: boolean; servers: { total: number; running: number; failed: number; stopped: number }; tools: number; endpoints: { serverId: string; tools: number; replicas?: number }[]; connections: Omit<Counts, 'totalSinceStart'> };
  health: { timestamp: string; status: string; servers: { serverId: string; desiredState: string; healthy: boolean }[] };
}

/** One answer out of those of all nodes, the own one first: about each server the word of the node that has it counts. */
export function mergeAnswers(list: List, answers: readonly NodeAnswer[], merging: Merging): unknown {
  return merges[list](answers, merging);
}

/** Of an overview, for the answers that have no totals of their own: of all servers, or of one. */
export function totalConnectionsOf(overview: unknown, ofServer: string | undefined): number {
  const { servers } = (overview as Bodies['connection-overview']).data;
  return sum(servers.filter(({ serverId }) => ofServer === undefined || serverId === ofServer), 'totalConnections');
}

const merges: { [L in List]: (answers: readonly NodeAnswer[], merging: Merging) => Bodies[L] } = {
  servers: (answers, { ownersOf }) => ({ servers: ofOwners(bodies(answers, 'servers'), ({ servers }) => servers, ({ id }) => id, ownersOf) }),
  processes: (answers, { ownersOf }) => {
    const all = bodies(answers, 'processes');
    const processes = ofOwners(all, (body) => body.processes, ({ serverId }) => serverId, ownersOf);
    const isFurther = (nodeId: string, { serverId }: Process): boolean => ownersOf(serverId).indexOf(nodeId) > 0;
    const replicas = all.flatMap(({ nodeId, body }) => body.processes.filter((process) => isFurther(nodeId, process)).map((process) => ({ nodeId, process })));
    return { processes, ...(replicas.length === 0 ? {} : { replicas }) };
  },
  connections: (answers, merging) => {
    const { limit } = merging;
    const all = bodies(answers, 'connections').map(({ body }) => body);
    const keyOf = ({ connectedAt, sessionId, serverId }: Connection): string => `${connectedAt} ${sessionId} ${serverId}`;
    const ordered = all.flatMap(({ connections }) => connections).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const connections = ordered.slice(0, limit);
    const last = connections.at(-1);
    const hasMore = ordered.length > limit || all.some(({ nextCursor }) => nextCursor !== null);
    return {
      ...countsOf(all, merging),
      connections,
      processStatus: worst(all.filter(({ lastUpdated }) => lastUpdated !== null)),
      source: sourceOf(all),
      lastUpdated: latest(all.map(({ lastUpdated }) => lastUpdated)),
      nextCursor: last !== undefined && hasMore ? Buffer.from(keyOf(last)).toString('base64url') : null,
    };
  },
  'connection-count': (answers, merging) => {
    const all = bodies(answers, 'connection-count').map(({ body }) => body);
    return { ...countsOf(all, merging), timestamp: latest(all.map(({ timestamp }) => timestamp)) ?? '' };
  },
  'connection-status': (answers) => {
    const all = bodies(answers, 'connection-status').map(({ body }) => body);
    const lastUpdate = latest(all.map((each) => each.lastUpdate));
    return { processStatus: worst(all.filter((each) => each.lastUpdate !== null)), source: sourceOf(all), activeConnections: sum(all, 'activeConnections'), lastUpdate };
  },
  'connection-overview': (answers, { ownersOf }) => {
    const all = bodies(answers, 'connection-overview');
    const known = byServer(all.flatMap(({ nodeId, body }) => body.data.servers.map((row) => ({ serverId: row.serverId, nodeId, row }))));
    const servers = ofOwners(all, ({ data }) => data.servers, ({ serverId }) => serverId, ownersOf).map((row) => ({ ...row, ...countsOfReplicas(row, known.get(row.serverId) ?? [], ownersOf(row.serverId)) }));
    const summary = { totalServers: servers.length, totalConnections: sum(servers, 'activeConnections'), activeServers: servers.filter(({ activeConnections }) => activeConnections > 0).length };
    return { success: true, message: `${summary.totalConnections} connections to ${summary.activeServers} of ${servers.length} servers.`, data: { servers, summary } };
  },
  'server-connections': (answers, merging) => {
    const all = bodies(answers, 'server-connections').map(({ body }) => body);
    const stats = all.map(({ data }) => data.connectionStats);
    const connectionStats = { ...countsOf(stats, merging), connections: stats.flatMap(({ connections }) => connections) };
    const states = all.map(({ data }) => data);
    const data = { serverId: states[0]?.serverId ?? '', processStatus: worst(states), source: sourceOf(states), connectionStats, timestamp: latest(states.map(({ timestamp }) => timestamp)) ?? '' };
    return { success: true, message: counted(all[0]?.message, connectionStats), data };
  },
  'server-connection-count': (answers, merging) => {
    const all = bodies(answers, 'server-connection-count').map(({ body }) => body);
    const counts = countsOf(all.map(({ data }) => data), merging);
    const data = { serverId: all[0]?.data.serverId ?? '', ...counts, timestamp: latest(all.map(({ data: { timestamp } }) => timestamp)) ?? '' };
    return { success: true, message: counted(all[0]?.message, counts), data };
  },
  status: (answers, { ownersOf, totalConnections }) => {
    const all = bodies(answers, 'status');
    const running = all.flatMap(({ body }) => body.endpoints);
    const replicasOf = byServer(running);
    const endpoints = ofOwners(all, (body) => body.endpoints, ({ serverId }) => serverId, ownersOf).map((endpoint) => {
      const replicas = replicasOf.get(endpoint.serverId)?.length ?? 0;
      return { ...endpoint, ...(replicas > 1 ? { replicas } : {}) };
    });
    const counts = all.map(({ body }) => body.servers);
    const total = Math.max(0, ...counts.map((each) => each.total));
    // A server counts once, however many replicas of it run.
    const again = running.length - endpoints.length;
    // To a node the servers of the others are stopped.
    const stopped = total + again - counts.reduce((up, each) => up + each.total - each.stopped, 0);
    return {
      timestamp: latest(all.map(({ body }) => body.timestamp)) ?? '',
      running: sum(counts, 'running') > 0,
      servers: { total, running: sum(counts, 'running') - again, failed: sum(counts, 'failed'), stopped: Math.max(0, stopped) },
      tools: sum(endpoints, 'tools'),
      endpoints,
      connections: { activeConnections: sum(all.map(({ body }) => body.connections), 'activeConnections'), totalConnections },
    };
  },
  health: (answers, { ownersOf }) => {
    const all = bodies(answers, 'health');
    const servers = ofOwners(all, (body) => body.servers, ({ serverId }) => serverId, ownersOf);
    const wanted = servers.filter(({ desiredState }) => desiredState === 'running');
    const well = wanted.filter(({ healthy }) => healthy).length;
    return { timestamp: latest(all.map(({ body }) => body.timestamp)) ?? '', status: well === wanted.length ? 'healthy' : well === 0 ? 'unhealthy' : 'degraded', servers };
  },
};

function bodies<L extends List>(answers: readonly NodeAnswer[], _list: L): { nodeId: string; body: Bodies[L] }[] {
  return answers as { nodeId: string; body: Bodies[L] }[];
}

/** The rows of all servers in the order of the first answer, each as its owner gave it, or else as the first did who has it. */
function ofOwners<B, R>(answers: readonly { nodeId: string; body: B }[], rowsOf: (body: B) => R[], idOf: (row: R) => string, ownersOf: Merging['ownersOf']): R[] {
  const rows = new Map<string, R>();
  for (const { nodeId, body } of answers) {
    for (const row of rowsOf(body)) if (!rows.has(idOf(row)) || ownersOf(idOf(row))[0] === nodeId) rows.set(idOf(row), row);
  }
  return [...rows.values()];
}

/** Rows in their order, apart by server. */
function byServer<R extends { serverId: string }>(rows: readonly R[]): Map<string, R[]> {
  const apart = new Map<string, R[]>();
  for (const row of rows) {
    const others = apart.get(row.serverId);
    if (others === undefined) apart.set(row.serverId, [row]);
    else others.push(row);
  }
  return apart;
}

/** All replicas together. Whoever wrote last of those that were ever connected knows of most. `known`: what each node says of the server. */
function countsOfReplicas(first: OverviewRow, known: readonly { nodeId: string; row: OverviewRow }[], owners: readonly string[]): Pick<Counts, 'activeConnections' | 'totalConnections'> {
  const further = known.filter(({ nodeId }) => owners.indexOf(nodeId) > 0).map(({ row }) => row);
  return {
    activeConnections: first.activeConnections + sum(further, 'activeConnections'),
    totalConnections: Math.max(...known.map(({ row }) => row.totalConnections)),
  };
}

/** `totalConnections`: over all servers as their owners count them; a node knows of another's only what was stored when it started. */
function countsOf(all: readonly Counts[], { totalConnections }: Merging): Counts {
  return { activeConnections: sum(all, 'activeConnections'), totalConnections, totalSinceStart: sum(all, 'totalSinceStart') };
}

/** The first node's sentence with the count of all. */
function counted(message = '', { activeConnections }: Counts): string {
  return message.replace(/^\d+/, String(activeConnections));
}

function worst(all: readonly { processStatus: Status }[]): Status {
  if (all.length === 0 || all.some(({ processStatus }) => processStatus === 'disconnected')) return 'disconnected';
  return all.some(({ processStatus }) => processStatus === 'warning') ? 'warning' : 'healthy';
}

function sourceOf(all: readonly { source: string }[]): string {
  return all.some(({ source }) => source === 'poll') ? 'poll' : 'pipe';
}

function latest(instants: readonly (string | null)[]): string | null {
  return instants.filter((instant) => instant !== null).toSorted().at(-1) ?? null;
}

function sum<K extends string>(all: readonly { [key in K]: number }[], key: K): number {
  return all.reduce((total, each) => total + each[key], 0);
}
