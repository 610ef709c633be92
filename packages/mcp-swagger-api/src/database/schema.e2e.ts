import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres/index.js';
import { ServerEntity } from './entities/server.entity.js';
import { migrate } from './migrate.js';
import { schema } from './schema.js';

let directory: string;
let postgres: EmbeddedPostgres;
let source: DataSource;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mcp-swagger-schema-'));
  postgres = await startEmbeddedPostgres({ dataDir: directory, log: () => {} });
  const { host, port, user: username, database } = postgres;
  const nodes = await Promise.all([1, 2, 3].map(() => new DataSource({ type: 'postgres', host, port, username, database, ...schema }).initialize()));
  // As nodes do that start at once on an empty database.
  await Promise.all(nodes.map(migrate));
  const [first, ...others] = nodes;
  source = first as DataSource;
  for (const other of others) await other.destroy();
});

afterAll(async () => {
  await source.destroy();
  await postgres.stop();
  await rm(directory, { recursive: true, force: true });
});

describe('The migrations', () => {
  it('make just the tables that the entities say', async () => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('run once, although three nodes began them at the same time', async () => {
    expect(await source.query(`SELECT count(*)::int AS "count" FROM "migrations"`)).toEqual([{ count: schema.migrations.length }]);
    expect(await source.runMigrations()).toEqual([]);
  });

  it('store a server and give it back as it was', async () => {
    const servers = source.getRepository(ServerEntity);
    const id = randomUUID();
    await servers.save({ id, name: '茶馆', transport: 'streamable', endpoint: '/mcp', documentId: randomUUID(), port: null, lastPort: 4001, baseUrl: null, sealedSecrets: null });
    expect(await servers.findOneBy({ id })).toMatchObject({
      name: '茶馆',
      filters: {},
      secretNames: { auth: null, headers: [] },
      desiredState: 'stopped',
      createdAt: expect.any(Date),
    });
  });

  it('can be taken back', async () => {
    for (const _migration of source.migrations) await source.undoLastMigration();
    expect(await source.query(`SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`)).toEqual([{ table_name: 'migrations' }]);
  });
});
