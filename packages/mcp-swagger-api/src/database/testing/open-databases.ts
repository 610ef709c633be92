import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { startEmbeddedPostgres } from '../embedded-postgres/index.js';
import type { ConnectionOptions } from '../open-database.js';
import { schema } from '../schema.js';
import { findRealPostgres, RealPostgres } from './real-postgres.js';

/** A database of a test, with all tables. */
export interface TestDatabase {
  source: DataSource;
  close(): Promise<void>;
}

/** `migrations`: false leaves it empty. */
type Open = (migrations?: boolean) => Promise<TestDatabase>;

const programs = findRealPostgres();

/** For `describe.each`: both kinds of database, or, where the machine has no PostgreSQL of its own, a title that says so. */
export const kindsOfDatabase: [string, Open][] = [
  [`the embedded PostgreSQL${programs === undefined ? ' (and on no other, for this machine has none)' : ''}`, openEmbedded],
  ...(programs === undefined ? [] : ([[`a PostgreSQL of the machine (${programs})`, (migrations) => openReal(programs, migrations)]] as [string, Open][])),
];

/** A data source with the product's tables and short waits. */
export async function openSource(connection: ConnectionOptions, migrations = true): Promise<DataSource> {
  const source = new DataSource({ type: 'postgres', ...connection, ...schema, extra: { max: 5, connectionTimeoutMillis: 2_000, query_timeout: 2_000 } });
  await source.initialize();
  if (migrations) await source.runMigrations();
  return source;
}

async function openEmbedded(migrations = true): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'mcp-swagger-database-'));
  const postgres = await startEmbeddedPostgres({ dataDir: directory, log: () => {} });
  const { host, port, user: username, database } = postgres;
  const source = await openSource({ host, port, username, database }, migrations);
  return {
    source,
    close: async () => {
      await source.destroy();
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function openReal(bin: string, migrations = true): Promise<TestDatabase> {
  const postgres = await RealPostgres.create(bin);
  const source = await openSource({ url: postgres.url }, migrations);
  return {
    source,
    close: async () => {
      await source.destroy();
      await postgres.remove();
    },
  };
}
