import type { ConnectionSource, ConnectionView } from 'mcp-swagger-ipc';
import { type Change, type Now, ProcessConnections } from './process-connections.js';

/** The connections of one server: those of its process, and, while one takes over from another, of both. */
export class ServerConnections {
  readonly #processes = new Map<number, ProcessConnections>();
  #endedTotal = 0;
  #lastUpdate: number | undefined;

  constructor(readonly serverId: string) {}

  get active(): number {
    return this.#sum(({ active }) => active);
  }

  /** Of all its processes since the API started. */
  get total(): number {
    return this.#endedTotal + this.#sum(({ total }) => total);
  }

  /** Epoch ms. */
  get lastUpdate(): number | undefined {
    const updates = [...this.#processes.values()].flatMap(({ lastUpdate }) => lastUpdate ?? []);
    return updates.length === 0 ? this.#lastUpdate : Math.max(...updates);
  }

  get source(): ConnectionSource {
    return [...this.#processes.values()].at(-1)?.source ?? 'pipe';
  }

  /** The books of one of its processes, by generation. */
  process(generation: number): ProcessConnections {
    const known = this.#processes.get(generation) ?? new ProcessConnections(this.serverId);
    this.#processes.set(generation, known);
    return known;
  }

  /** One process ended, and with it its connections; those of another go on. */
  endProcess(generation: number, reason: string, now: Now): Change[] {
    const ended = this.#processes.get(generation);
    if (ended === undefined) return [];
    const changes = ended.closeAll(reason, now);
    this.#processes.delete(generation);
    this.#endedTotal += ended.total;
    this.#lastUpdate = now.epochMs;
    return changes;
  }

  maskClients(): void {
    for (const process of this.#processes.values()) process.maskClients();
  }

  list(now: Now, limit = Number.POSITIVE_INFINITY): ConnectionView[] {
    let views: ConnectionView[] = [];
    for (const process of this.#processes.values()) views = views.concat(process.list(now, limit - views.length));
    return views;
  }

  find(sessionId: string, now: Now): ConnectionView | undefined {
    for (const process of this.#processes.values()) {
      const found = process.find(sessionId, now);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #sum(of: (process: ProcessConnections) => number): number {
    let sum = 0;
    for (const process of this.#processes.values()) sum += of(process);
    return sum;
  }
}
