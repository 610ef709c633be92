/** How long a lease lasts on the database's clock, how often it is renewed, and how long a node that cannot renew believes in it; ms. */
export interface LeaseTerms {
  ttlMs: number;
  renewMs: number;
  /** Counted from before the last renewal was sent, so it is over well before the lease is. */
  fenceMs: number;
}

export function leaseTerms(ttlMs: number): LeaseTerms {
  return { ttlMs, renewMs: Math.floor(ttlMs / 3), fenceMs: Math.floor((ttlMs * 2) / 3) };
}

/** What a renewal that was answered tells a node: the servers that it had and lost, and the leases that are its own and of which it knows nothing, such as those that it fenced. By server id, with generations. */
export function foldRenewal(held: ReadonlyMap<string, number>, renewed: ReadonlyMap<string, number>): { lost: string[]; unknown: { serverId: string; generation: number }[] } {
  return {
    lost: [...held].filter(([serverId, generation]) => renewed.get(serverId) !== generation).map(([serverId]) => serverId),
    unknown: [...renewed].filter(([serverId]) => !held.has(serverId)).map(([serverId, generation]) => ({ serverId, generation })),
  };
}

/** When a node that has heard nothing since must stop its servers; times on a clock that does not jump. */
export function fencedAt(lastRenewalSentMs: number, { fenceMs }: LeaseTerms): number {
  return lastRenewalSentMs + fenceMs;
}
