import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isPassing } from '../../common/database-error.js';
import { messageOf } from '../../common/error-facts.js';
import { Environment } from '../../config/environment.js';
import { Lane, type LaneFigures, type LaneOptions, type QueueBounds, type Waiting } from './lane.js';

/** So long rows gather before they are written together. */
const GATHER_MS = 250;
const BATCH_ROWS = 500;
const FIRST_BACK_OFF_MS = 500;
const MAX_BACK_OFF_MS = 5_000;
/** At the end of the API what waits is written within this time, or counted as lost. */
const LAST_WRITE_MS = 5_000;
const TELL_EVERY_MS = 10_000;
/** So long a loss counts as one of now. */
const RECENT_LOSS_MS = 60_000;

export interface QueueFigures {
  /** `away`: the last write found no database, and the rows wait. */
  database: 'present' | 'away';
  waiting: number;
  waitingBytes: number;
  written: number;
  lost: number;
  /** Within the last minute. */
  losesRows: boolean;
  lanes: LaneFigures[];
}

/**
 * Writes that nobody waits for: history, figures, lines. Rows are taken at once and written in batches, one after the other over one connection;
 * while the database is away they wait, up to a bound, and what is beyond it is counted.
 */
@Injectable()
export class WriteQueue implements BeforeApplicationShutdown {
  readonly #logger = new Logger(WriteQueue.name);
  readonly #lanes: Lane<unknown>[] = [];
  readonly #bounds: QueueBounds;
  readonly #waiting: Waiting = { bytes: 0, lostAt: undefined };
  #timer: NodeJS.Timeout | undefined;
  #run: Promise<void> | undefined;
  #backOffMs = 0;
  #isClosed = false;
  readonly #toldAt = new Map<string, number>();

  constructor(
    private readonly database: DataSource,
    { variables }: Environment,
  ) {
    this.#bounds = { rows: variables.WRITE_QUEUE_ROWS, bytes: variables.WRITE_QUEUE_BYTES };
  }

  /** A lane for rows of one kind; a room opens its own once, when it is made. */
  lane<T>(options: LaneOptions<T>): Lane<T> {
    const lane = new Lane<T>(options, this.#bounds, this.#waiting, () => this.#wake(lane.size >= BATCH_ROWS ? 0 : GATHER_MS));
    // All that is done with the rows is to hand them back to their own lane.
    this.#lanes.push(lane as Lane<unknown>);
    return lane;
  }

  get figures(): QueueFigures {
    const lanes = this.#lanes.map((lane) => lane.figures);
    return {
      database: this.#backOffMs === 0 ? 'present' : 'away',
      waiting: sum(lanes.map(({ waiting }) => waiting)),
      waitingBytes: this.#waiting.bytes,
      written: sum(lanes.map(({ written }) => written)),
      lost: sum(lanes.map(({ lost }) => lost)),
      losesRows: this.#waiting.lostAt !== undefined && performance.now() - this.#waiting.lostAt < RECENT_LOSS_MS,
      lanes,
    };
  }

  /** Resolves when all that waited at the call is written, or the database is found to be away. */
  async flush(): Promise<void> {
    await this.#run;
    await this.#start();
  }

  /** After the processes have ended, and before the connections to the database are closed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_WRITE_MS);
    });
    await Promise.race([this.flush(), patience]).finally(() => clearTimeout(timer));
    const { waiting } = this.figures;
    if (waiting === 0) return;
    for (const lane of this.#lanes) lane.abandon();
    this.#logger.warn(`${waiting} rows of history could not be written before the end, for the database does not answer.`);
  }

  #wake(delayMs: number): void {
    // While the database is away, the next try has its own time.
    if (this.#isClosed || this.#run !== undefined || (this.#timer !== undefined && (delayMs > 0 || this.#backOffMs > 0))) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#start(), delayMs);
  }

  #start(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#run ??= this.#writeAll().finally(() => {
      this.#run = undefined;
      if (this.#lanes.some(({ size }) => size > 0)) this.#wake(this.#backOffMs || GATHER_MS);
    });
    return this.#run;
  }

  /** What waits now, a batch of each lane after the other, so that a long lane keeps no other waiting; what comes meanwhile gathers again. */
  async #writeAll(): Promise<void> {
    const rounds = Math.ceil(Math.max(0, ...this.#lanes.map(({ size }) => size)) / BATCH_ROWS);
    for (let round = 0; round < rounds; round += 1) {
      for (const lane of this.#lanes) {
        if (lane.size > 0 && !(await this.#writeBatch(lane, BATCH_ROWS))) return;
      }
    }
  }

  /** False when the database is away. */
  async #writeBatch(lane: Lane<unknown>, count: number): Promise<boolean> {
    const { rows, settle } = lane.first(count);
    try {
      await this.database.transaction((manager) => lane.options.write(manager, rows));
    } catch (error) {
      if (!isPassing(error)) return this.#writeHalves(lane, rows.length, settle, error);
      if (this.#backOffMs === 0) this.#logger.warn(`The database is away, and rows wait: ${messageOf(error)}`);
      this.#backOffMs = Math.min(MAX_BACK_OFF_MS, Math.max(FIRST_BACK_OFF_MS, this.#backOffMs * 2));
      return false;
    }
    settle('written');
    if (this.#backOffMs > 0) this.#logger.log('The database is back, and the rows that waited are written.');
    this.#backOffMs = 0;
    return true;
  }

  /** One row that the database refuses must not keep the others from their place: it is looked for by halves. */
  async #writeHalves(lane: Lane<unknown>, count: number, settle: (outcome: 'lost') => void, error: unknown): Promise<boolean> {
    if (count === 1) {
      settle('lost');
      this.#tellRefusal(lane.options.name, error);
      return true;
    }
    const half = Math.ceil(count / 2);
    return (await this.#writeBatch(lane, half)) && this.#writeBatch(lane, count - half);
  }

  /** All are counted; the log hears of one a while, for a fault of ours may refuse every row. */
  #tellRefusal(name: string, error: unknown): void {
    const now = performance.now();
    if (now - (this.#toldAt.get(name) ?? Number.NEGATIVE_INFINITY) < TELL_EVERY_MS) return;
    this.#toldAt.set(name, now);
    this.#logger.error(`The database refused a row of ${name}, which is lost: ${messageOf(error)}`);
  }
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
