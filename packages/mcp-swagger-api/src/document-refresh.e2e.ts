import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DataSource } from 'typeorm';
import type { ServerBody } from '../../../tests/support/bodies.js';
import { connectSession } from '../../../tests/support/mcp-clients.js';
import { type ServedDocument, startDocument } from '../../../tests/support/start-document.js';
import { until } from '../../../tests/support/until.js';
import { AppModule } from '../dist/app.module.js';
import { createApplication } from '../dist/application.js';
import { readEnvironment } from '../dist/config/environment.js';
import { openDatabase, type Database } from '../dist/database/open-database.js';
import { DocumentRefresh } from '../dist/documents/document-refresh.js';

Logger.overrideLogger(false);

interface DocumentBody {
  id: string;
  number: number;
  checkError: string | null;
}

// The built product: from the sources its conversion of documents finds no thread to run in.
let dataDir: string;
let database: Database;
let application: NestExpressApplication;
let url: string;
let source: ServedDocument;

beforeAll(async () => {
  [dataDir, source] = [await mkdtemp(join(tmpdir(), 'mcp-swagger-refresh-')), await startDocument()];
  const environment = readEnvironment({ DATA_DIR: dataDir, SAMPLE_SERVER: 'false' });
  database = await openDatabase(environment, () => {});
  application = await createApplication(environment, AppModule.of(environment, database.connection));
  await application.listen(0, '127.0.0.1');
  url = await application.getUrl();
});

afterAll(async () => {
  await application.close();
  await database.close();
  await source.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(url + path, { method, ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }) });
  return (response.status === 204 ? undefined : await response.json()) as T;
}

const create = (fields: object) => ask<DocumentBody>('POST', '/api/documents', { openapiUrl: source.documentUrl, refreshIntervalMs: 3_600_000, ...fields });
/** As if the interval of this document, and of no other, had passed. */
const letTimePass = async (id: string) => {
  await application.get(DataSource).query(`UPDATE "documents" SET "checked_at" = now() - interval '61 minutes' WHERE "id" = $1`, [id]);
  source.looks.length = 0;
  await application.get(DocumentRefresh, { strict: false }).refreshDue();
};

/** A server of the document that runs, and the names of its tools as a client sees them. */
async function serve(documentId: string) {
  const { id } = await ask<ServerBody>('POST', '/api/servers', { name: `of-${documentId.slice(0, 8)}`, documentId });
  const started = await ask<ServerBody>('POST', `/api/servers/${id}/start?wait=true`);
  const { client } = await connectSession(started.process.endpoint as string);
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name).toSorted(),
    end: async () => {
      await client.close();
      await ask('DELETE', `/api/servers/${id}`);
    },
  };
}

describe('The address of a document that is looked at by itself', () => {
  it('is asked when the interval has passed, with the tag of the last answer; what is new reaches the servers that run, where that is wanted', async () => {
    source.write(source.withOperations('stays', 'goes'));
    const document = await create({ autoApply: true });
    const server = await serve(document.id);
    source.looks.length = 0;
    await application.get(DocumentRefresh, { strict: false }).refreshDue();
    expect(source.looks).toEqual([]);
    await letTimePass(document.id);
    expect(source.looks).toEqual([304]);

    source.write(source.withOperations('stays', 'comes'));
    await letTimePass(document.id);
    expect(source.looks).toEqual([200]);
    await until(async () => (await ask<DocumentBody>('GET', `/api/documents/${document.id}`)).number === 2);
    await until(async () => (await server.tools()).includes('comes'));
    expect(await server.tools()).toEqual(['comes', 'stays']);
    await server.end();
  });

  it('gives a version that waits to be applied, where nothing else is said', async () => {
    source.write(source.withOperations('old'));
    const document = await create({});
    const server = await serve(document.id);
    source.write(source.withOperations('old', 'new'));
    await letTimePass(document.id);
    expect(await ask('GET', `/api/documents/${document.id}`)).toMatchObject({ number: 1, checkError: null });
    expect(await ask('GET', `/api/documents/${document.id}/diff`)).toMatchObject({ from: 1, to: 2, added: ['new'], removed: [] });
    expect(await server.tools()).toEqual(['old']);
    await server.end();
  });

  it.each<[string, () => void, RegExp]>([
    ['that holds a broken document', () => source.write('openapi: 3.0.3\npaths: [\n'), /./],
    ['that does not let us in any more', () => source.guard('Bearer somebody else'), /401/],
  ])('%s changes nothing, is noted, and is looked at again later', async (_, breaks, error) => {
    source.write(source.withOperations('works'));
    const document = await create({ autoApply: true });
    const server = await serve(document.id);
    breaks();
    await letTimePass(document.id);
    expect(await ask('GET', `/api/documents/${document.id}`)).toMatchObject({ number: 1, checkError: expect.stringMatching(error) });
    expect(await server.tools()).toEqual(['works']);
    await letTimePass(document.id);
    expect(source.looks).toHaveLength(1);
    await server.end();
  });
});
