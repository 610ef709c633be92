/** A row of another node, and what can be told of it from here. */
export interface Neighbour {
  id: string;
  host: string;
  pid: number;
  url: string | null;
  keyMark: string | null;
  heartbeatAgeMs: number;
  /** Its process was on this machine and is gone. */
  isGone: boolean;
}

export interface Newcomer {
  url: string | undefined;
  keyMark: string;
  /** The database is our own: whoever used it before us is gone, for two cannot have its directory. */
  ownsDatabase: boolean;
}

/** What a node that starts does about those that are there. `remove`: ids of nodes that are gone for certain, whose servers are free at once. */
export type Joining = { kind: 'join'; remove: string[] } | { kind: 'wait'; remove: string[]; reason: string } | { kind: 'refuse'; reason: string };

/** Nodes share a database if each says where it can be reached and all have the same key. `ttlMs`: after it a silent node counts as gone. */
export function mayJoin(self: Newcomer, others: readonly Neighbour[], ttlMs: number): Joining {
  if (self.ownsDatabase) return { kind: 'join', remove: others.map(({ id }) => id) };
  const remove = others.filter(({ isGone, url, heartbeatAgeMs }) => isGone || (url === null && heartbeatAgeMs > ttlMs)).map(({ id }) => id);
  const there = others.filter(({ id, heartbeatAgeMs }) => !remove.includes(id) && heartbeatAgeMs <= ttlMs);
  const stranger = there.find(({ keyMark }) => keyMark !== self.keyMark);
  if (self.url !== undefined && stranger?.url != null) return { kind: 'refuse', reason: `The node at ${stranger.url} has another ENCRYPTION_KEY; all nodes on one database need the same.` };
  // One that was killed on another machine looks alive for a moment.
  const alone = there.find(({ url }) => self.url === undefined || url === null);
  if (alone === undefined) return { kind: 'join', remove };
  const reason = `Another API (process ${alone.pid} on ${alone.host}) uses this database: set NODE_URL for each, and they share the servers; or stop the other one.`;
  return { kind: 'wait', remove, reason };
}
