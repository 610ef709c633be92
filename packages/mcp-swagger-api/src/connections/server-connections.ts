import type { ClientInfo, Connection, ConnectionEvent, ConnectionKind, ConnectionStats, ConnectionView } from 'mcp-swagger-ipc';
import { toInstant } from '../common/instant.js';

/** One live connection. Instants: epoch ms; `openedAt`: monotonic ms, for durations that survive a change of the clock. */
interface LiveConnection {
  sessionId: string;
  kind: ConnectionKind;
  clientInfo: ClientInfo;
  connectedAt: number;
  lastActivity: number;
  openedAt: number;
  requestCount: number;
  inFlight: number;
}

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

/** The connections of one server, as its messages tell. Knows neither clock nor events: it is given both and returns what changed. */
export class ServerConnections {
  readonly #live = new Map<string, LiveConnection>();
  /** The full snapshot under way: the sessions that it has named so far, and the page that comes next. */
  #snapshot: { named: Set<string>; nextPage: number } | undefined;
  /** Connections ever, of earlier processes and of this one. */
  #earlierTotal = 0;
  #total = 0;
  lastUpdate: number | undefined;

  constructor(readonly serverId: string) {}

  get active(): number {
    return this.#live.size;
  }

  get total(): number {
    return this.#earlierTotal + this.#total;
  }

  list(now: Now): ConnectionView[] {
    return [...this.#live.values()].map((connection) => this.#view(connection, now));
  }

  find(sessionId: string, now: Now): ConnectionView | undefined {
    const connection = this.#live.get(sessionId);
    return connection === undefined ? undefined : this.#view(connection, now);
  }

  foldEvent(event: ConnectionEvent, sentAt: number, now: Now): Change[] {
    this.lastUpdate = now.epochMs;
    switch (event.event) {
      case 'connected':
        this.#total += 1;
        return [this.#open(event, sentAt, now)];
      case 'disconnected':
        return this.#close(event.sessionId, event.reason, now);
      case 'rejected':
        return [{ event: 'rejected', connection: this.#view(toLive(event, sentAt, now), now), reason: event.reason }];
    }
  }

  /** Stats correct what events were lost: a full snapshot ends those that it no longer names. Returns what had not been known. */
  foldStats(stats: ConnectionStats, now: Now): { changes: Change[]; connections: ConnectionView[] } {
    this.lastUpdate = now.epochMs;
    this.#total = Math.max(this.#total, stats.totalConnections);
    const changes = stats.connections.flatMap((connection) => this.#update(connection, now));
    if (stats.full) changes.push(...this.#foldSnapshot(stats, now));
    const connections = stats.connections.flatMap(({ sessionId }) => this.find(sessionId, now) ?? []);
    return { changes, connections };
  }

  /** A dead child cannot say goodbye for its clients. */
  closeAll(reason: string, now: Now): Change[] {
    this.lastUpdate = now.epochMs;
    this.#earlierTotal += this.#total;
    this.#total = 0;
    this.#snapshot = undefined;
    return [...this.#live.keys()].flatMap((sessionId) => this.#close(sessionId, reason, now));
  }

  #open(event: ConnectionEvent, sentAt: number, now: Now): Change {
    const connection = toLive(event, sentAt, now);
    this.#live.set(event.sessionId, connection);
    this.#snapshot?.named.add(event.sessionId);
    return { event: 'connected', connection: this.#view(connection, now) };
  }

  #close(sessionId: string, reason: string | undefined, now: Now): Change[] {
    const connection = this.#live.get(sessionId);
    if (connection === undefined) return [];
    this.#live.delete(sessionId);
    return [{ event: 'disconnected', connection: this.#view({ ...connection, inFlight: 0 }, now), reason }];
  }

  #update(seen: Connection, now: Now): Change[] {
    const known = this.#live.get(seen.sessionId);
    const connection: LiveConnection = {
      sessionId: seen.sessionId,
      kind: seen.kind,
      clientInfo: { ip: seen.ip, userAgent: seen.userAgent, ...seen.clientInfo },
      connectedAt: seen.connectedAt,
      lastActivity: seen.lastActivity,
      openedAt: now.monotonicMs - seen.duration,
      requestCount: seen.requestCount,
      inFlight: seen.inFlight,
    };
    this.#live.set(seen.sessionId, connection);
    return known === undefined ? [{ event: 'connected', connection: this.#view(connection, now) }] : [];
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
    if (page.index !== page.count - 1) return [];
    this.#snapshot = undefined;
    const gone = [...this.#live.keys()].filter((sessionId) => !named.has(sessionId));
    return gone.flatMap((sessionId) => this.#close(sessionId, 'It ended while messages were lost.', now));
  }

  #view(connection: LiveConnection, now: Now): ConnectionView {
    const { name, version, userAgent, ip, protocolVersion, subject } = connection.clientInfo;
    return {
      sessionId: connection.sessionId,
      kind: connection.kind,
      serverId: this.serverId,
      clientIP: ip ?? null,
      userAgent: userAgent ?? null,
      clientInfo: { name, version, userAgent, ip, protocolVersion, subject },
      connectedAt: toInstant(connection.connectedAt),
      lastActivity: toInstant(connection.lastActivity),
      requestCount: connection.requestCount,
      inFlight: connection.inFlight,
      duration: Math.max(0, Math.round(now.monotonicMs - connection.openedAt)),
    };
  }
}

function toLive(event: ConnectionEvent, sentAt: number, now: Now): LiveConnection {
  return {
    sessionId: event.sessionId,
    kind: event.kind,
    clientInfo: event.clientInfo,
    connectedAt: event.clientInfo.connectedAt ?? sentAt,
    lastActivity: sentAt,
    openedAt: now.monotonicMs,
    requestCount: 0,
    inFlight: 0,
  };
}
