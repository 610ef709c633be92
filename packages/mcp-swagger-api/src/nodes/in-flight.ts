/** Requests and streams that this node has sent to each replica and that are not over, by server and node; so it can give the next one to whoever has least. */
export class InFlight {
  readonly #counts = new Map<string, number>();

  /** Counts one until the function that it gives is called. */
  begin(serverId: string, nodeId: string): () => void {
    const key = keyOf(serverId, nodeId);
    this.#counts.set(key, this.of(serverId, nodeId) + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = this.of(serverId, nodeId) - 1;
      if (left > 0) this.#counts.set(key, left);
      else this.#counts.delete(key);
    };
  }

  of(serverId: string, nodeId: string): number {
    return this.#counts.get(keyOf(serverId, nodeId)) ?? 0;
  }

  /** The node with the fewest; of equals `self`, which is nearest, or else the one that comes first. Undefined when there is none. */
  least(serverId: string, nodeIds: readonly string[], self: string): string | undefined {
    const nearness = (nodeId: string): number => (nodeId === self ? 0 : 1);
    return nodeIds.toSorted((a, b) => this.of(serverId, a) - this.of(serverId, b) || nearness(a) - nearness(b))[0];
  }
}

function keyOf(serverId: string, nodeId: string): string {
  return `${serverId} ${nodeId}`;
}
