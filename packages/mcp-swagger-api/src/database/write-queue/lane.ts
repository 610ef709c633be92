import type { EntityManager } from 'typeorm';

/** How the rows of one kind are kept until they are written, and written. */
export interface LaneOptions<T> {
  /** For people, in logs and figures: the table's name. */
  name: string;
  /** Writes a batch within a transaction. It may get a batch twice, when the answer to the first was lost: let the second change nothing. */
  write: (manager: EntityManager, rows: T[]) => Promise<unknown>;
  /** Rows with the same key stand for one: the later replaces the earlier that still waits. */
  keyOf?: (row: T) => string;
  /** What a row takes in memory, roughly; 500 if not said. */
  bytesOf?: (row: T) => number;
}

/** How much may wait, in all lanes together for bytes, in each for rows. */
export interface QueueBounds {
  rows: number;
  bytes: number;
}

/** Of all lanes of a queue: the bytes that wait, and when the last row was lost (monotonic ms). */
export interface Waiting {
  bytes: number;
  lostAt: number | undefined;
}

export interface LaneFigures {
  name: string;
  waiting: number;
  written: number;
  /** Not written: there was no room while the database was away, or the row itself was refused. */
  lost: number;
}

interface Entry<T> {
  row: T;
  bytes: number;
}

const USUAL_ROW_BYTES = 500;

/** The rows of one kind that wait to be written, in the order in which they came, bounded; what finds no room is counted. */
export class Lane<T> {
  readonly #entries = new Map<string | number, Entry<T>>();
  #next = 0;
  #written = 0;
  #lost = 0;

  constructor(
    readonly options: LaneOptions<T>,
    private readonly bounds: QueueBounds,
    private readonly waiting: Waiting,
    private readonly announce: () => void,
  ) {}

  /** Takes a row for a later write; never waits, never throws. False: there was no room, and the row is counted as lost. */
  push(row: T): boolean {
    const { keyOf, bytesOf } = this.options;
    const bytes = bytesOf?.(row) ?? USUAL_ROW_BYTES;
    const key = keyOf?.(row) ?? (this.#next += 1);
    const earlier = this.#entries.get(key);
    const isFull = (earlier === undefined && this.#entries.size >= this.bounds.rows) || this.waiting.bytes + bytes - (earlier?.bytes ?? 0) > this.bounds.bytes;
    if (isFull) {
      this.#lose();
      return false;
    }
    this.#entries.set(key, { row, bytes });
    this.waiting.bytes += bytes - (earlier?.bytes ?? 0);
    this.announce();
    return true;
  }

  get size(): number {
    return this.#entries.size;
  }

  get figures(): LaneFigures {
    return { name: this.options.name, waiting: this.#entries.size, written: this.#written, lost: this.#lost };
  }

  /** The oldest rows. They stay until they are settled, so a write that fails loses nothing. */
  first(count: number): { rows: T[]; settle: (outcome: 'written' | 'lost') => void } {
    const taken: [string | number, Entry<T>][] = [];
    for (const pair of this.#entries) {
      if (taken.push(pair) >= count) break;
    }
    return {
      rows: taken.map(([, { row }]) => row),
      settle: (outcome) => {
        for (const [key, entry] of taken) this.#settle(key, entry, outcome);
      },
    };
  }

  /** Gives up what waits. */
  abandon(): void {
    this.first(Number.POSITIVE_INFINITY).settle('lost');
  }

  #lose(): void {
    this.#lost += 1;
    this.waiting.lostAt = performance.now();
  }

  #settle(key: string | number, entry: Entry<T>, outcome: 'written' | 'lost'): void {
    if (outcome === 'written') this.#written += 1;
    else this.#lose();
    // A later row may have taken its place while it was being written.
    if (this.#entries.get(key) !== entry) return;
    this.#entries.delete(key);
    this.waiting.bytes -= entry.bytes;
  }
}
