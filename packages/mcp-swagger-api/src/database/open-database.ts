import pg from 'pg';
import type { Environment } from '../config/environment.js';
import { EmbeddedKeeper } from './embedded-keeper.js';
import { startEmbeddedPostgres } from './embedded-postgres/index.js';
import { messageOf } from '../common/error-facts.js';

/** How to reach the database, in the words that both `pg` and TypeORM understand. */
export type ConnectionOptions = { url: string } | { host: string; port: number; username: string; database: string; password?: string };

export interface Database {
  connection: ConnectionOptions;
  /** For people: where it is, without credentials. */
  description: string;
  close(): Promise<void>;
}

/** The database cannot be used; the message says which and what to do, and holds no password. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code = 'DATABASE_UNAVAILABLE';
}

const CONNECT_TIMEOUT_MS = 5_000;

/** Starts the embedded PostgreSQL, or makes sure that the one of DATABASE_URL answers. */
export async function openDatabase(environment: Environment, log: (line: string) => void): Promise<Database> {
  return environment.databaseUrl === undefined ? openEmbedded(environment.dataDir, log) : openExternal(environment.databaseUrl);
}

async function openEmbedded(dataDir: string, log: (line: string) => void): Promise<Database> {
  const first = await startEmbeddedPostgres({ dataDir, log });
  const keeper = new EmbeddedKeeper(first, () => startEmbeddedPostgres({ dataDir, log }), log);
  const { host, port, user, database, password } = first;
  return {
    connection: { host, port, username: user, database, ...(password === undefined ? {} : { password }) },
    description: `embedded PostgreSQL in ${dataDir}`,
    close: () => keeper.close(),
  };
}

async function openExternal(url: string): Promise<Database> {
  const description = describe(url);
  let client: pg.Client | undefined;
  try {
    // It reads the address at once, and throws when it cannot.
    client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    await client.connect();
    await client.query('SELECT 1');
  } catch (cause) {
    throw new DatabaseError(`The database of DATABASE_URL (${description}) cannot be used: ${messageOf(cause)}. Start it, correct DATABASE_URL, or unset it for the embedded one.`, { cause });
  } finally {
    await client?.end().catch(() => {});
  }
  return { connection: { url }, description, close: async () => {} };
}

function describe(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    return 'an address that cannot be read';
  }
}
