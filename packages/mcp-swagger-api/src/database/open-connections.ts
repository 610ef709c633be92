import { Injectable, Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { messageOf } from '../common/error-facts.js';

/** A database that lives says a word within this time, in ms, also on a busy machine. */
const PATIENCE_MS = 3_000;

/** Once it was left, whoever still wants to connect is refused after this time, in ms. */
const LEFT_PATIENCE_MS = 50;

/** Our connections to the database. Who leaves while it is silent cuts them, for each question to it would keep him for as long as a question may take. */
@Injectable()
export class OpenConnections {
  readonly #clients = new Set<pg.PoolClient>();
  readonly #pools: pg.Pool[] = [];

  constructor(database: DataSource) {
    // TypeORM names its pool in the driver's own type only.
    this.watch((database.driver as unknown as { master: pg.Pool }).master);
  }

  watch(pool: pg.Pool): void {
    this.#pools.push(pool);
    // What was there before we looked is seen when it is used.
    for (const event of ['connect', 'acquire'] as const) pool.on(event, (client) => void this.#clients.add(client));
    pool.on('remove', (client) => void this.#clients.delete(client));
  }

  /** Asks for a word; without one all that is asked, now or later, fails at once. What a database refuses is a word, too. */
  async leaveIfSilent(): Promise<void> {
    const [pool] = this.#pools;
    const silence = pool === undefined ? undefined : await silenceOf(pool);
    if (silence === undefined) return;
    new Logger('Database').warn(`The database is left without a last word, for it does not answer: ${silence}`);
    for (const { options } of this.#pools) options.connectionTimeoutMillis = LEFT_PATIENCE_MS;
    for (const client of this.#clients) void (client as unknown as pg.Client).end().catch(() => {});
  }
}

/** Why nothing was heard; undefined when something was. On a connection of its own, for those of the pool may all be busy. */
async function silenceOf({ options }: pg.Pool): Promise<string | undefined> {
  // The pool hides the password from whoever copies its options.
  const client = new pg.Client({ ...options, password: options.password, connectionTimeoutMillis: PATIENCE_MS, query_timeout: PATIENCE_MS });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
    return undefined;
  } catch (error) {
    return error instanceof pg.DatabaseError ? undefined : messageOf(error);
  } finally {
    void client.end().catch(() => {});
  }
}
