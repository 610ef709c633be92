import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startBehind } from '../packages/mcp-swagger-api/dist/database/embedded-postgres/start-embedded-postgres.js';
import type { EmbeddedPostgres } from '../packages/mcp-swagger-api/dist/database/embedded-postgres/index.js';
import type { ServerBody } from './support/bodies.js';
import { startApi } from './support/start-api.js';

let directory: string;
let postgres: EmbeddedPostgres;
let url: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mcp-swagger-external-'));
  // As root the server runs as another user, who must reach its password file.
  await chmod(directory, 0o755);
  // A PostgreSQL behind TCP with a password, as an operator has one; its programs are the ones at hand.
  postgres = await startBehind('tcp', { dataDir: directory, log: () => {} });
  const { host, port, user, password = '', database } = postgres;
  url = `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
});

afterAll(async () => {
  await postgres?.stop();
  await rm(directory, { recursive: true, force: true });
});

describe('Behind DATABASE_URL', () => {
  it('the API keeps everything there, starts no database of its own, and shows no password', async () => {
    const first = await startApi({ env: { DATABASE_URL: url } });
    const document = { openapi: '3.1.0', info: { title: 'x', version: '1' }, servers: [{ url: 'https://x.test' }], paths: {} };
    const created = await first.send<ServerBody>('POST', '/api/servers', { name: 'kept', openapiData: document });
    expect(created.status).toBe(201);
    expect(await readdir(first.dataDir)).not.toContain('postgres');
    expect(first.output()).toContain('127.0.0.1');
    expect(first.output()).not.toContain(postgres.password);
    await first.stop();

    const second = await startApi({ env: { DATABASE_URL: url } });
    const { servers } = await second.get<{ servers: ServerBody[] }>('/api/servers');
    expect(servers.map(({ name }) => name)).toEqual(['kept']);
    await second.stop();
  });
});
