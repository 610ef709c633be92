import { type Call, type Connection, type ConnectionEvent, type ConnectionKind, type ConnectionUse, sayReason } from 'mcp-swagger-ipc';
import { IdleWait } from '../idle-wait.js';
import type { Client } from './client.js';

/** Told at once when a client comes, goes or is refused. */
export type ConnectionListener = (event: ConnectionEvent) => void;

/** How many may be connected at once, and who yields when all places are taken: the newcomer, or whoever was idle longest. */
export interface Capacity {
  maxConnections: number;
  onLimit: 'reject' | 'evict-oldest';
}

/** Who asks to be let in. */
export interface Arrival {
  sessionId: string;
  kind: ConnectionKind;
  client: Client;
}

interface Live extends Arrival {
  /** Epoch ms. */
  connectedAt: number;
  /** Monotonic ms, so that a clock that jumps changes no duration. */
  openedMs: number;
  activeMs: number;
  requestCount: number;
  errorCount: number;
  bytesIn: number;
  bytesOut: number;
  lastTool: string | undefined;
  inFlight: number;
}

/** Everyone who is connected now. What it knows is for monitoring; it grants nothing. */
export class ConnectionRegistry {
  readonly #live = new Map<string, Live>();
  /** They have a place but did not say yet who they are. */
  readonly #expected = new Map<string, Arrival>();
  readonly #changed = new Set<string>();
  readonly #evictors = new Map<ConnectionKind, (sessionId: string, reason: string) => void>();
  readonly #quiet = new IdleWait(() => this.#isQuiet());
  #total = 0;

  constructor(
    private readonly capacity: Capacity,
    private readonly listener: ConnectionListener,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  get activeConnections(): number {
    return this.#live.size;
  }

  /** How many were let in, ever. */
  get totalConnections(): number {
    return this.#total;
  }

  has(sessionId: string): boolean {
    return this.#live.has(sessionId);
  }

  find(sessionId: string): Connection | undefined {
    const live = this.#live.get(sessionId);
    return live === undefined ? undefined : this.#view(live);
  }

  /** Who ends what the connections of a kind stand for when their place goes to another; without one, they are only forgotten. */
  evictBy(kind: ConnectionKind, evict: (sessionId: string, reason: string) => void): void {
    this.#evictors.set(kind, evict);
  }

  /** Keeps a place for a client that will say who it is: `open` lets it in, `release` gives the place up. */
  reserve(arrival: Arrival): { refused?: string } {
    const refusal = this.#makeRoom(arrival);
    if (refusal.refused === undefined) this.#expected.set(arrival.sessionId, arrival);
    return refusal;
  }

  /** Gives up a place that was kept; nothing if the client was let in already. */
  release(sessionId: string, reason: string): void {
    const arrival = this.#expected.get(sessionId);
    if (arrival === undefined) return;
    this.#expected.delete(sessionId);
    this.refuse(arrival, reason);
  }

  /** Lets a client in; if there is no room, says why instead, as a sentence for the client. */
  open(arrival: Arrival): { refused?: string } {
    if (!this.#expected.delete(arrival.sessionId)) {
      const refusal = this.#makeRoom(arrival);
      if (refusal.refused !== undefined) return refusal;
    }
    const nowMs = this.nowMs();
    const connectedAt = Date.now();
    this.#live.set(arrival.sessionId, { ...arrival, connectedAt, openedMs: nowMs, activeMs: nowMs, requestCount: 0, errorCount: 0, bytesIn: 0, bytesOut: 0, lastTool: undefined, inFlight: 0 });
    this.#changed.add(arrival.sessionId);
    this.#total += 1;
    this.listener({ event: 'connected', kind: arrival.kind, sessionId: arrival.sessionId, clientInfo: { ...arrival.client, connectedAt } });
    return {};
  }

  /** Somebody was turned away. */
  refuse({ sessionId, kind, client }: Arrival, reason: string): void {
    this.listener({ event: 'rejected', kind, sessionId, clientInfo: client, reason });
  }

  /** A request of this connection began. */
  begin(sessionId: string): void {
    const live = this.#touched(sessionId);
    if (live === undefined) return;
    live.requestCount += 1;
    live.inFlight += 1;
  }

  /** A request of this connection was answered or given up. */
  end(sessionId: string): void {
    const live = this.#touched(sessionId);
    if (live === undefined) return;
    live.inFlight -= 1;
    this.#quiet.check();
  }

  /** A tool call of a connection ended. */
  noteCall({ sessionId, tool, isError, bytesIn, bytesOut }: Call): void {
    const live = sessionId === undefined ? undefined : this.#live.get(sessionId);
    if (live === undefined) return;
    if (isError) live.errorCount += 1;
    live.bytesIn += bytesIn;
    live.bytesOut += bytesOut;
    live.lastTool = tool;
    this.#changed.add(live.sessionId);
  }

  /** The client gave a sign of life that is no request. */
  touch(sessionId: string): void {
    this.#touched(sessionId);
  }

  /** Forgets a connection; false if it was not there. `reason` is for whoever watches. */
  close(sessionId: string, reason: string): boolean {
    const live = this.#live.get(sessionId);
    if (live === undefined) return false;
    this.#live.delete(sessionId);
    this.#changed.delete(sessionId);
    this.#quiet.check();
    this.listener({
      event: 'disconnected',
      kind: live.kind,
      sessionId,
      clientInfo: { ...live.client, connectedAt: live.connectedAt },
      reason,
      duration: this.nowMs() - live.openedMs,
      use: useOf(live),
    });
    return true;
  }

  /** Ids of one kind that have nothing in flight and were silent for so long. */
  idle(kind: ConnectionKind, idleMs: number): string[] {
    const before = this.nowMs() - idleMs;
    return [...this.#live.values()].filter((live) => live.kind === kind && live.inFlight === 0 && live.activeMs <= before).map((live) => live.sessionId);
  }

  /** Ids of one kind that were let in so long ago. */
  older(kind: ConnectionKind, ageMs: number): string[] {
    const before = this.nowMs() - ageMs;
    return [...this.#live.values()].filter((live) => live.kind === kind && live.openedMs <= before).map((live) => live.sessionId);
  }

  /** Resolves when every request is answered, or after `graceMs`; streams never end by themselves and do not count. */
  async whenQuiet(graceMs: number): Promise<boolean> {
    return this.#quiet.wait(graceMs);
  }

  list(): Connection[] {
    return [...this.#live.values()].map((live) => this.#view(live));
  }

  /** Those that changed since the last time it was asked. */
  takeChanged(): Connection[] {
    const changed = [...this.#changed].flatMap((sessionId) => this.#live.get(sessionId) ?? []);
    this.#changed.clear();
    return changed.map((live) => this.#view(live));
  }

  #makeRoom(arrival: Arrival): { refused?: string } {
    const { maxConnections, onLimit } = this.capacity;
    if (this.#taken < maxConnections) return {};
    if (onLimit === 'evict-oldest') this.#evictOldest();
    if (this.#taken < maxConnections) return {};
    this.refuse(arrival, sayReason('FULL', { taken: this.#taken, most: maxConnections }));
    return { refused: `This server serves at most ${maxConnections} connections at once and all are in use; try again later.` };
  }

  get #taken(): number {
    return this.#live.size + this.#expected.size;
  }

  /** Whoever was idle longest gives its place up; nobody who waits for an answer or listens to a stream. */
  #evictOldest(): void {
    let oldest: Live | undefined;
    for (const live of this.#live.values()) {
      if (live.inFlight === 0 && live.kind !== 'stream' && (oldest === undefined || live.activeMs < oldest.activeMs)) oldest = live;
    }
    if (oldest === undefined) return;
    const reason = sayReason('EVICTED', { most: this.capacity.maxConnections });
    this.#evictors.get(oldest.kind)?.(oldest.sessionId, reason);
    this.close(oldest.sessionId, reason);
  }

  #isQuiet(): boolean {
    return [...this.#live.values()].every(({ kind, inFlight }) => kind === 'stream' || inFlight === 0);
  }

  #touched(sessionId: string): Live | undefined {
    const live = this.#live.get(sessionId);
    if (live === undefined) return undefined;
    live.activeMs = this.nowMs();
    this.#changed.add(sessionId);
    return live;
  }

  #view(live: Live): Connection {
    const { sessionId, kind, client, connectedAt, openedMs, inFlight } = live;
    const { ip, userAgent } = client;
    return {
      sessionId,
      kind,
      ip,
      userAgent,
      clientInfo: { ...client, connectedAt },
      connectedAt,
      duration: this.nowMs() - openedMs,
      inFlight,
      ...useOf(live),
    };
  }
}

/** `lastActivity` by the time that passed: a clock that jumps moves it no more than the beginning. */
function useOf({ connectedAt, openedMs, activeMs, requestCount, errorCount, bytesIn, bytesOut, lastTool }: Live): ConnectionUse {
  return { lastActivity: connectedAt + Math.round(activeMs - openedMs), requestCount, errorCount, bytesIn, bytesOut, lastTool };
}
