import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DocumentEntity } from './entities/document.entity.js';
import { ServerEntity } from './entities/server.entity.js';
import { schema } from './schema.js';
import { kindsOfDatabase, type TestDatabase } from './testing/open-databases.js';

describe.each(kindsOfDatabase)('An upgrade, on %s', (_, openDatabase) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase(false);
  });
  afterAll(() => database.close());

  it('takes rows of the first released schema through every migration, and the entities read them', async () => {
    const { source } = database;
    const [first] = source.migrations;
    await source.transaction((manager) => first?.up(manager.queryRunner as NonNullable<typeof manager.queryRunner>) ?? Promise.resolve());
    const [documentId, serverId] = [randomUUID(), randomUUID()];
    const text = '{"openapi":"3.0.0","info":{"title":"茶馆","version":"1"},"paths":{}}';
    await source.query(
      `INSERT INTO "documents" ("id", "title", "version", "openapi_version", "source_url", "hash", "tool_count", "bytes", "content", "kept") VALUES ($1, '茶馆', '1', '3.0.0', 'https://tea.test/openapi.json', 'abc', 3, 70, $2, true)`,
      [documentId, text],
    );
    await source.query(
      `INSERT INTO "servers" ("id", "name", "transport", "port", "endpoint", "document_id", "filters", "sealed_secrets", "secret_names", "desired_state") VALUES ($1, 'tea-house', 'streamable', 3001, '/mcp', $2, '{"include":["tag:tea"]}', 'sealed', '{"auth":"bearer","headers":["X-A"]}', 'running')`,
      [serverId, documentId],
    );
    await source.query(`INSERT INTO "settings" ("key", "value") VALUES ('sample', '"offered"')`);
    await source.query(`CREATE TABLE "migrations" ("id" serial PRIMARY KEY, "timestamp" bigint NOT NULL, "name" varchar NOT NULL)`);
    await source.query(`INSERT INTO "migrations" ("timestamp", "name") VALUES (1763697600000, 'Initial1763697600000')`);

    expect((await source.runMigrations()).map(({ name }) => name).toSorted()).toEqual(schema.migrations.map(({ name }) => name).filter((name) => name !== 'Initial1763697600000').toSorted());

    const server = await source.getRepository(ServerEntity).findOneByOrFail({ id: serverId });
    expect(server).toMatchObject({ name: 'tea-house', port: 3001, documentId, filters: { include: ['tag:tea'] }, sealedSecrets: 'sealed', desiredState: 'running', serving: {} });
    const document = await source.getRepository(DocumentEntity).findOneOrFail({ where: { id: documentId }, select: { id: true, title: true, content: true, kept: true } });
    expect(document).toMatchObject({ title: '茶馆', content: text, kept: true });
    expect(await source.query(`SELECT "value" FROM "settings"`)).toEqual([{ value: 'offered' }]);
  });

  it('leaves just the tables that the entities say', async () => {
    const { upQueries } = await database.source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });
});
