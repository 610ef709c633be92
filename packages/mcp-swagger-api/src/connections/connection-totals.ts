/** How many connections each server ever had: what was counted before the API started, and since. Knows no database; whoever keeps it takes what changed. */
export class ConnectionTotals {
  readonly #before = new Map<string, number>();
  readonly #changed = new Map<string, number>();

  /** What was counted before the API started, by server id. */
  begin(before: Iterable<[serverId: string, total: number]>): void {
    for (const [serverId, total] of before) this.#before.set(serverId, total);
  }

  /** All that a server ever had, given those since the start; without a server, all servers. */
  ever(serverId: string | undefined, sinceStart: number): number {
    if (serverId !== undefined) return (this.#before.get(serverId) ?? 0) + sinceStart;
    let before = 0;
    for (const total of this.#before.values()) before += total;
    return before + sinceStart;
  }

  note(serverId: string, sinceStart: number): void {
    this.#changed.set(serverId, this.ever(serverId, sinceStart));
  }

  forget(serverId: string): void {
    this.#before.delete(serverId);
    this.#changed.delete(serverId);
  }

  /** What changed since it was last taken: a total a server. */
  take(): Map<string, number> {
    const taken = new Map(this.#changed);
    this.#changed.clear();
    return taken;
  }

  /** They could not be kept; newer ones win. */
  giveBack(taken: ReadonlyMap<string, number>): void {
    for (const [serverId, total] of taken) if (!this.#changed.has(serverId)) this.#changed.set(serverId, total);
  }
}
