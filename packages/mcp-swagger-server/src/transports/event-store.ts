import type { ServerCounts } from 'mcp-swagger-ipc';

/** How much is kept for clients that lost a stream: events and bytes of one session, bytes of all, and how long, in ms. */
export interface EventLimits {
  sessionEvents: number;
  sessionBytes: number;
  totalBytes: number;
  ageMs: number;
}

const EVENT_LIMITS: EventLimits = { sessionEvents: 256, sessionBytes: 1024 * 1024, totalBytes: 32 * 1024 * 1024, ageMs: 5 * 60_000 };

/** What an event costs beside its text, in bytes. */
const OVERHEAD_BYTES = 200;

/** Of the events: those that are there now with their bytes, and those that ever came in, that went before their time because there was no room, and that were sent again. */
export type EventCounts = NonNullable<ServerCounts['events']>;

/** An event of a stream: its place in it, from 1, and what it says. */
export interface KeptEvent {
  number: number;
  text: string;
}

interface Kept extends KeptEvent {
  sessionId: string;
  stream: number;
  bytes: number;
  keptMs: number;
}

/** The events of one session, oldest first. */
interface Shelf {
  serials: Set<number>;
  bytes: number;
}

/** What was sent lately, so that a client that lost a stream can have it again. A session costs nothing until something is kept for it. */
export class EventStore {
  /** By serial number, so the oldest is first. */
  readonly #kept = new Map<number, Kept>();
  readonly #shelves = new Map<string, Shelf>();
  #serial = 0;
  #bytes = 0;
  #keptEver = 0;
  #evicted = 0;
  #replayed = 0;

  constructor(
    private readonly limits: EventLimits = EVENT_LIMITS,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  get counts(): EventCounts {
    return { events: this.#kept.size, bytes: this.#bytes, kept: this.#keptEver, evicted: this.#evicted, replayed: this.#replayed };
  }

  keep(sessionId: string, stream: number, { number, text }: KeptEvent): void {
    const bytes = Buffer.byteLength(text) + OVERHEAD_BYTES;
    this.#keptEver += 1;
    const { sessionEvents, sessionBytes, totalBytes } = this.limits;
    if (bytes > Math.min(sessionBytes, totalBytes)) {
      this.#evicted += 1;
      return;
    }
    const shelf = this.#shelves.get(sessionId) ?? { serials: new Set(), bytes: 0 };
    this.#shelves.set(sessionId, shelf);
    this.#serial += 1;
    this.#kept.set(this.#serial, { sessionId, stream, number, text, bytes, keptMs: this.nowMs() });
    shelf.serials.add(this.#serial);
    shelf.bytes += bytes;
    this.#bytes += bytes;
    while (shelf.serials.size > sessionEvents || shelf.bytes > sessionBytes) this.#dropFirst(shelf.serials.keys());
    while (this.#bytes > totalBytes) this.#dropFirst(this.#kept.keys());
  }

  /** The kept events of a stream that came after one of its events. */
  since(sessionId: string, stream: number, number: number): KeptEvent[] {
    const serials = this.#shelves.get(sessionId)?.serials ?? [];
    const events = [...serials].flatMap((serial) => {
      const kept = this.#kept.get(serial);
      return kept !== undefined && kept.stream === stream && kept.number > number ? [kept] : [];
    });
    this.#replayed += events.length;
    return events;
  }

  forget(sessionId: string): void {
    for (const serial of this.#shelves.get(sessionId)?.serials ?? []) this.#remove(serial);
  }

  /** Lets go of what is too old to be asked for. */
  expire(): void {
    const before = this.nowMs() - this.limits.ageMs;
    for (const [serial, { keptMs }] of this.#kept) {
      if (keptMs > before) return;
      this.#remove(serial);
    }
  }

  #dropFirst(serials: Iterator<number>): void {
    const { value, done } = serials.next();
    if (done === true) return;
    this.#remove(value);
    this.#evicted += 1;
  }

  #remove(serial: number): void {
    const kept = this.#kept.get(serial);
    if (kept === undefined) return;
    this.#kept.delete(serial);
    this.#bytes -= kept.bytes;
    const shelf = this.#shelves.get(kept.sessionId);
    if (shelf === undefined) return;
    shelf.serials.delete(serial);
    shelf.bytes -= kept.bytes;
    if (shelf.serials.size === 0) this.#shelves.delete(kept.sessionId);
  }
}
