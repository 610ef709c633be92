import { CallConnections } from '../common/calls/call-connections.js';

/** Another node of the same network takes a connection at once or not at all. */
const CONNECT_MS = 2_000;

/** Shorter than nodes keep an idle connection for, so that no request meets one that is being closed. */
const IDLE_MS = 30_000;

/** The one that came first is let go when there are more; more nodes there are not. */
const MOST_NODES = 256;

/** The connections that are kept to other nodes, by their addresses. */
export class NodeConnections {
  readonly #byUrl = new Map<string, CallConnections>();

  /** `silenceMs`: without a byte for so long, an answer is given up. */
  constructor(private readonly silenceMs: number) {}

  to(url: string): CallConnections {
    const known = this.#byUrl.get(url);
    if (known !== undefined) return known;
    for (const [first, connections] of this.#byUrl) {
      if (this.#byUrl.size < MOST_NODES) break;
      this.#byUrl.delete(first);
      connections.retire();
    }
    const connections = new CallConnections(url, { connectMs: CONNECT_MS, silenceMs: this.silenceMs, idleMs: IDLE_MS });
    this.#byUrl.set(url, connections);
    return connections;
  }

  /** Ends them all, and what is under way on them. */
  close(): void {
    for (const connections of this.#byUrl.values()) connections.close();
    this.#byUrl.clear();
  }
}
