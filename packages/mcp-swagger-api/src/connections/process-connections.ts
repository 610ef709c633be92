import { type Connection, type ConnectionEvent, type ConnectionSource, type ConnectionStats, type ConnectionView, sayReason } from 'mcp-swagger-ipc';
import { maskClient } from './mask-client.js';
import { type LiveConnection, toConnectionView, toLive } from './live-connection.js';

/** What folding a message brought about. */
export interface Change {
  event: ConnectionEvent['event'];
  connection: ConnectionView;
  reason?: string | undefined;
}

/** When a message is folded: epoch and monotonic ms. */
export interface Now {
  epochMs: number;
  monotonicMs: number;
}

/** Ten times as many as one process was ever seen to have: a child that names more is believed no further, for each of them costs memory here. */
const MOST_CONNECTIONS = 100_000;

/** The connections of one process, as its messages tell. Knows neither clock nor events: it is given both and returns what changed. */
export class ProcessConnections {
  readonly #live = new Map<string, LiveConnection>();
  /** The full snapshot under way: the sessions that it has named so far, and the page that comes next. */
  #snapshot: { named: Set<string>; nextPage: number } | undefined;
  #total = 0;
  /** What was polled counts all that had happened until then: its events, which may still come, must not count again. Epoch ms of the child. */
  #countedUntil = 0;
  #source: ConnectionSource = 'pipe';
  lastUpdate: number | undefined;

  constructor(readonly serverId: string) {}

  get active(): number {
    return this.#live.size;
  }

  /** All that it ever had. */
  get total(): number {
    return this.#total;
  }

  get source(): ConnectionSource {
    return this.#source;
  }

  list(now: Now, limit = Number.POSITIVE_INFINITY): ConnectionView[] {
    const views: ConnectionView[] = [];
    for (const connection of this.#live.values()) {
      if (views.length >= limit) break;
      views.push(this.#view(connection, now));
    }
    return views;
  }

  find(sessionId: string, now: Now): ConnectionView | undefined {
    const connection = this.#live.get(sessionId);
    return connection === undefined ? undefined : this.#view(connection, now);
  }

  foldEvent(event: ConnectionEvent, sentAt: number, now: Now): Change[] {
    this.#heardFrom('pipe', now);
    switch (event.event) {
      case 'connected':
        if (sentAt > this.#countedUntil) this.#total += 1;
        return this.#live.has(event.sessionId) || this.#isFull() ? [] : [this.#open(event, sentAt, now)];
      case 'disconnected':
        return this.#close(event, now);
      case 'rejected':
        return [{ event: 'rejected', connection: this.#view(toLive(event, sentAt, now.monotonicMs), now), reason: event.reason }];
    }
  }

  /** Stats correct what events were lost: a full snapshot ends those that it no longer names. Returns what had not been known. */
  foldStats(stats: ConnectionStats, now: Now): { changes: Change[]; connections: ConnectionView[] } {
    this.#heardFrom('pipe', now);
    return this.#fold(stats, now);
  }

  /** The same from the process's internal API, which told it at `sentAt` (epoch ms of the child) while the pipe was silent. */
  foldPoll(stats: ConnectionStats, sentAt: number, now: Now): { changes: Change[]; connections: ConnectionView[] } {
    this.#heardFrom('poll', now);
    this.#countedUntil = sentAt;
    return this.#fold(stats, now);
  }

  /** Forgets of everyone who is here what would find the person again. */
  maskClients(): void {
    for (const connection of this.#live.values()) connection.clientInfo = maskClient(connection.clientInfo);
  }

  /** A dead child cannot say goodbye for its clients. */
  closeAll(reason: string, now: Now): Change[] {
    this.#snapshot = undefined;
    return [...this.#live.keys()].flatMap((sessionId) => this.#close({ sessionId, reason }, now));
  }

  #fold(stats: ConnectionStats, now: Now): { changes: Change[]; connections: ConnectionView[] } {
    this.#total = Math.max(this.#total, stats.totalConnections);
    const changes = stats.connections.flatMap((connection) => this.#update(connection, now));
    if (stats.full) changes.push(...this.#foldSnapshot(stats, now));
    const connections = stats.connections.flatMap(({ sessionId }) => this.find(sessionId, now) ?? []);
    return { changes, connections };
  }

  #heardFrom(source: ConnectionSource, now: Now): void {
    this.#source = source;
    this.lastUpdate = now.epochMs;
  }

  #open(event: ConnectionEvent, sentAt: number, now: Now): Change {
    const connection = toLive(event, sentAt, now.monotonicMs);
    this.#live.set(event.sessionId, connection);
    this.#snapshot?.named.add(event.sessionId);
    return { event: 'connected', connection: this.#view(connection, now) };
  }

  #close({ sessionId, reason, use }: Pick<ConnectionEvent, 'sessionId' | 'reason' | 'use'>, now: Now): Change[] {
    const connection = this.#live.get(sessionId);
    if (connection === undefined) return [];
    this.#live.delete(sessionId);
    return [{ event: 'disconnected', connection: this.#view({ ...connection, ...use, inFlight: 0 }, now), reason }];
  }

  #update(seen: Connection, now: Now): Change[] {
    const { duration, ip, userAgent, clientInfo, ...rest } = seen;
    const isKnown = this.#live.has(seen.sessionId);
    if (!isKnown && this.#isFull()) return [];
    const connection: LiveConnection = { ...rest, clientInfo: { ip, userAgent, ...clientInfo }, openedAt: now.monotonicMs - duration };
    this.#live.set(seen.sessionId, connection);
    return isKnown ? [] : [{ event: 'connected', connection: this.#view(connection, now) }];
  }

  #foldSnapshot(stats: ConnectionStats, now: Now): Change[] {
    const page = stats.page ?? { index: 0, count: 1 };
    if (page.index === 0) this.#snapshot = { named: new Set(), nextPage: 0 };
    // A page was lost, and those on it are not gone: the hole in the numbers has a new snapshot asked for.
    if (this.#snapshot?.nextPage !== page.index) this.#snapshot = undefined;
    if (this.#snapshot === undefined) return [];
    const { named } = this.#snapshot;
    for (const { sessionId } of stats.connections) named.add(sessionId);
    this.#snapshot.nextPage += 1;
    // Pages without end are no snapshot.
    if (named.size > MOST_CONNECTIONS) this.#snapshot = undefined;
    if (this.#snapshot === undefined) return [];
    if (page.index !== page.count - 1) return [];
    this.#snapshot = undefined;
    const gone = [...this.#live.keys()].filter((sessionId) => !named.has(sessionId));
    return gone.flatMap((sessionId) => this.#close({ sessionId, reason: sayReason('MISSED') }, now));
  }

  #isFull(): boolean {
    return this.#live.size >= MOST_CONNECTIONS;
  }

  #view(connection: LiveConnection, now: Now): ConnectionView {
    return toConnectionView(connection, this.serverId, now.monotonicMs);
  }
}
