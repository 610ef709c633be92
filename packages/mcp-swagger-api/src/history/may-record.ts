/** A lease on one replica of a server, as the database has it. */
export interface LeaseNow {
  replica: number;
  nodeId: string | null;
  generation: number;
  /** Somebody has it, and its time is not over. */
  isLive: boolean;
}

/** What is known of a process, and by which lease it was run; a node that is alone counts none. */
export interface Recording {
  nodeId: string;
  lease: number | undefined;
}

/**
 * Whether what a node knows of a server's process may stand as what is known of it last. Of several replicas the first speaks; whoever had
 * a lease before that one comes too late, also the node itself.
 */
export function mayRecord({ nodeId, lease }: Recording, leases: readonly LeaseNow[]): boolean {
  const ordered = leases.toSorted((a, b) => a.replica - b.replica);
  const speaks = ordered.find(({ isLive }) => isLive);
  if (speaks !== undefined) return speaks.nodeId === nodeId && (lease === undefined || lease === speaks.generation);
  // Nobody has it: the last who had it tells how it ended.
  const first = ordered[0];
  return first === undefined || lease === undefined || lease >= first.generation;
}
