import { EventEmitter } from 'node:events';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { messageOf } from '../common/error-facts.js';
import type { NodePool } from './node-pool.js';

const CHANNEL = 'mcp_swagger_nodes';

/** PostgreSQL carries less than 8000 bytes in a notification. */
const MOST_BYTES = 7_900;

const AGAIN_MS = 1_000;

/** As many notes wait for those before them. */
const MOST_WAITING = 1_000;

interface Note {
  from: string;
  topic: string;
  payload: unknown;
}

/** What nodes tell each other over their database, and nobody where a node is alone: short notes, at once and in the order in which they are told, to all that listen now. Who was cut off hears nothing of what it missed, only that it may have missed something. */
export class NodeWire {
  private readonly logger = new Logger('Nodes');
  readonly #topics = new EventEmitter();
  #listener: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #waiting = 0;
  /** One after the other: of two connections either may be the first, and a guess that is taken back must not come after that. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Pick<NodePool, 'url' | 'pool'>,
    private readonly nodeId: string,
  ) {}

  on(topic: string, listen: (payload: unknown) => void): void {
    this.#topics.on(topic, listen);
  }

  /** Calls back whenever notes may have been missed, the first time included. */
  onGap(listen: () => void): void {
    this.#topics.on('gap ', listen);
  }

  async open(): Promise<void> {
    if (this.#isClosed || this.database.url === undefined) return;
    const client = new pg.Client({ connectionString: this.database.url, connectionTimeoutMillis: 5_000, keepAlive: true });
    let isOver = false;
    const again = (): void => {
      if (isOver) return;
      isOver = true;
      client.end().catch(() => {});
      if (!this.#isClosed) this.#timer = setTimeout(() => void this.open(), AGAIN_MS).unref();
    };
    client.on('error', again);
    client.on('end', again);
    client.on('notification', ({ payload = '' }) => this.#receive(payload));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.#listener = client;
      this.#topics.emit('gap ');
    } catch (error) {
      this.logger.debug(`Notes of other nodes cannot be heard just now: ${messageOf(error)}`);
      again();
    }
  }

  /** A note that cannot be sent is lost: whoever hears it only saves a wait. */
  tell(topic: string, payload: unknown = null): void {
    const { pool } = this.database;
    const text = JSON.stringify({ from: this.nodeId, topic, payload } satisfies Note);
    if (pool === undefined || this.#isClosed || Buffer.byteLength(text) > MOST_BYTES || this.#waiting >= MOST_WAITING) return;
    this.#waiting += 1;
    this.#last = this.#last
      .then(() => pool.query('SELECT pg_notify($1, $2)', [CHANNEL, text]))
      .catch((error: unknown) => this.logger.debug(`A note to other nodes was lost: ${messageOf(error)}`))
      .finally(() => (this.#waiting -= 1));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#listener?.end().catch(() => {});
  }

  #receive(text: string): void {
    try {
      const { from, topic, payload } = JSON.parse(text) as Note;
      if (from !== this.nodeId) this.#topics.emit(topic, payload);
    } catch {
      // Whoever may write to the database may write here.
    }
  }
}
