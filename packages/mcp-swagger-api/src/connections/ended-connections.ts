import type { EndedConnectionView } from 'mcp-swagger-ipc';

/** The last connections that ended, of all servers together; the oldest go when the limit is reached. */
export class EndedConnections {
  #items: EndedConnectionView[] = [];

  constructor(private readonly limit: number) {}

  push(ended: EndedConnectionView): void {
    this.#items.push(ended);
    // Cut now and then: to move a thousand items at every end would cost more than the end.
    if (this.#items.length >= this.limit * 2 || this.limit === 0) this.#items = this.limit === 0 ? [] : this.#items.slice(-this.limit);
  }

  forget(serverId: string): void {
    this.#items = this.#items.filter((ended) => ended.serverId !== serverId);
  }

  /** Newest first; `mostOf`: how many of one server at most, if it has a limit of its own. */
  list(serverId?: string, mostOf: (serverId: string) => number | undefined = () => undefined): EndedConnectionView[] {
    const counts = new Map<string, number>();
    const kept = this.limit === 0 ? [] : this.#items.slice(-this.limit);
    return kept.toReversed().filter((ended) => {
      if (serverId !== undefined && ended.serverId !== serverId) return false;
      const count = (counts.get(ended.serverId) ?? 0) + 1;
      counts.set(ended.serverId, count);
      return count <= (mostOf(ended.serverId) ?? Infinity);
    });
  }
}
