/** How many connections each server ever had: what was counted before the API started or elsewhere, and here since. Knows no database. */
export class ConnectionTotals {
  readonly #before = new Map<string, number>();

  /** What was counted before the API started, by server id. */
  begin(before: Iterable<[serverId: string, total: number]>): void {
    for (const [serverId, total] of before) this.#before.set(serverId, total);
  }

  /** So many were counted elsewhere meanwhile. */
  add(serverId: string, count: number): void {
    this.#before.set(serverId, (this.#before.get(serverId) ?? 0) + count);
  }

  /** A server's total, all nodes together, with so many in it of those since the start. */
  know(serverId: string, total: number, sinceStart: number): void {
    this.#before.set(serverId, total - sinceStart);
  }

  /** All that a server ever had, given those since the start; without a server, all servers. */
  ever(serverId: string | undefined, sinceStart: number): number {
    if (serverId !== undefined) return (this.#before.get(serverId) ?? 0) + sinceStart;
    let before = 0;
    for (const total of this.#before.values()) before += total;
    return before + sinceStart;
  }

  forget(serverId: string): void {
    this.#before.delete(serverId);
  }
}
