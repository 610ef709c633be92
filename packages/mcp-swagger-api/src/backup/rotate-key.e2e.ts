import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { ServerBody } from '../../../../tests/support/bodies.js';
import { type RunningApi, startApi } from '../../../../tests/support/start-api.js';
import { keyFiles, readOrMakeKey } from '../common/key-file.js';
import { openText } from '../common/seal-text.js';
import { readEnvironment } from '../config/environment.js';
import { sealedColumns } from '../database/sealed-columns.js';
import { withDatabase } from '../database/with-database.js';
import { resealRows } from './reseal-rows.js';

const COMMAND = fileURLToPath(new URL('../../dist/backup/rotate-key.command.js', import.meta.url));
const CHILD = fileURLToPath(new URL('../supervisor/testing/children/child.js', import.meta.url));
const SECRET = 'canary-of-the-rotation';
const document = { openapi: '3.0.0', info: { title: 'T', version: '1' }, servers: [{ url: 'http://127.0.0.1:1' }], paths: { '/books': { get: { responses: { 200: { description: 'All.' } } } } } };

let dataDir: string;
let author: Server;
let documentId: string;
const asked: (string | undefined)[] = [];

const environment = (more: Record<string, string> = {}) => readEnvironment({ DATA_DIR: dataDir, ...more });
const start = (env: Record<string, string> = {}): Promise<RunningApi> => startApi({ env: { MCP_SERVER_SCRIPT_PATH: CHILD, ...env }, dataDir });

async function rotate(env: Record<string, string> = {}): Promise<{ code: number; output: string }> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [COMMAND], { env: { PATH: process.env['PATH'], DATA_DIR: dataDir, ...env }, cwd: dataDir });
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, output: stderr };
  }
}

/** Of every sealed value, which of the keys opens it, by column. */
async function openedBy(database: DataSource, keys: Record<string, Buffer>): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const { table, column } of sealedColumns(database)) {
    const rows: { id: string; sealed: string }[] = await database.query(`SELECT "id", "${column}" AS "sealed" FROM "${table}" WHERE "${column}" IS NOT NULL`);
    found[`${table}.${column}`] = rows.flatMap(({ id, sealed }) => Object.keys(keys).filter((name) => opens(keys[name], sealed, id)));
  }
  return found;
}

function opens(key: Buffer | undefined, sealed: string, context: string): boolean {
  try {
    return key !== undefined && openText(key, sealed, context).includes(SECRET);
  } catch {
    return false;
  }
}

const keyIn = async (path: string) => Buffer.from((await readFile(path, 'utf8')).trim(), 'hex');

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'mcp-swagger-rotation-'));
  author = createServer((request, response) => {
    asked.push(request.headers.authorization);
    response.end(JSON.stringify(document));
  }).listen(0, '127.0.0.1');
  await once(author, 'listening');
  const api = await start();
  const openapiUrl = `http://127.0.0.1:${(author.address() as AddressInfo).port}/openapi.json`;
  documentId = (await api.send<{ id: string }>('POST', '/api/documents', { openapiUrl, auth: { type: 'bearer', token: SECRET } })).body.id;
  await api.send<ServerBody>('POST', '/api/servers', { name: 'sealed', documentId, headers: { 'X-Key': SECRET }, auth: { type: 'bearer', token: SECRET } });
  await api.send('POST', '/api/alert-rules', { name: 'sealed', metric: 'connections', threshold: 5, webhook: { url: 'http://127.0.0.1:1/', secret: SECRET } });
  await api.stop();
});

afterAll(async () => {
  author.closeAllConnections();
  author.close();
  await rm(dataDir, { recursive: true, force: true });
});

describe('npm run rotate-key', () => {
  it('seals everything of every kind with a new key, and the API goes on with it', async () => {
    const { current, next, before } = keyFiles(dataDir);
    const old = await keyIn(current);
    expect(await rotate()).toMatchObject({ code: 0, output: expect.stringContaining('sealed with the new key') });
    expect((await keyIn(before)).equals(old)).toBe(true);
    expect(existsSync(next)).toBe(false);
    expect((await stat(current)).mode & 0o777).toBe(0o600);
    expect((await stat(before)).mode & 0o777).toBe(0o600);
    const fresh = await keyIn(current);
    const found = await withDatabase(environment(), (database) => openedBy(database, { old, fresh }));
    expect(found).toMatchObject({ 'servers.sealed_secrets': ['fresh'], 'documents.sealed_auth': ['fresh'], 'alert_rules.sealed_webhook_secret': ['fresh'] });
    expect(Object.values(found).flat()).not.toContain('old');
    const api = await start();
    try {
      expect((await api.send('POST', `/api/documents/${documentId}/refresh`)).status).toBe(200);
      expect(asked.at(-1)).toBe(`Bearer ${SECRET}`);
      expect(await rotate({ DATABASE_URL: '' })).toMatchObject({ code: 1, output: expect.stringMatching(/runs|in use|running/) });
    } finally {
      await api.stop();
    }
  });

  it('that was broken off keeps the API from starting, and ends when it is run again', async () => {
    const { current, next } = keyFiles(dataDir);
    const old = await keyIn(current);
    // Killed after all was sealed, and before the new key took its place.
    const fresh = readOrMakeKey(next);
    await withDatabase(environment(), (database) => resealRows(database, old, fresh));
    await expect(start()).rejects.toThrow(/npm run rotate-key/);
    expect(await rotate()).toMatchObject({ code: 0, output: expect.stringContaining('by an earlier attempt: 3') });
    expect((await keyIn(current)).equals(fresh)).toBe(true);
    // Killed before anything was sealed.
    const later = readOrMakeKey(next);
    expect((await rotate()).code).toBe(0);
    expect((await keyIn(current)).equals(later)).toBe(true);
    expect(await withDatabase(environment(), (database) => openedBy(database, { fresh, later }))).toMatchObject({ 'servers.sealed_secrets': ['later'], 'documents.sealed_auth': ['later'] });
  });

  it('changes nothing when something is sealed with a key that nobody has, and says what', async () => {
    const { current } = keyFiles(dataDir);
    const old = await keyIn(current);
    await withDatabase(environment(), async (database) => {
      const [{ id, sealed_auth: sealed } = { id: '', sealed_auth: '' }]: { id: string; sealed_auth: string }[] = await database.query(`SELECT "id", "sealed_auth" FROM "documents" WHERE "sealed_auth" IS NOT NULL`);
      await database.query(`UPDATE "documents" SET "sealed_auth" = $1`, [Buffer.from('of another key, and long enough for a tag').toString('base64')]);
      await expect(resealRows(database, old, randomBytes(32))).rejects.toThrow(new RegExp(`documents ${id} \\(sealed_auth\\)`));
      expect((await openedBy(database, { old }))['servers.sealed_secrets']).toEqual(['old']);
      await database.query(`UPDATE "documents" SET "sealed_auth" = $1`, [sealed]);
    });
  });

  it('moves from the file to ENCRYPTION_KEY, and from one to another, by NEW_ENCRYPTION_KEY', async () => {
    const [first, second] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')];
    expect(await rotate({ NEW_ENCRYPTION_KEY: first })).toMatchObject({ code: 0, output: expect.stringContaining('set ENCRYPTION_KEY') });
    expect(await rotate({ ENCRYPTION_KEY: first })).toMatchObject({ code: 1, output: expect.stringContaining('NEW_ENCRYPTION_KEY') });
    expect(await rotate({ ENCRYPTION_KEY: first, NEW_ENCRYPTION_KEY: 'abc' })).toMatchObject({ code: 1, output: expect.stringMatching(/64 hexadecimal digits/) });
    const last = await rotate({ ENCRYPTION_KEY: first, NEW_ENCRYPTION_KEY: second });
    expect(last.code).toBe(0);
    expect(last.output).not.toContain(second);
    const found = await withDatabase(environment({ ENCRYPTION_KEY: second }), (database) => openedBy(database, { first: Buffer.from(first, 'hex'), second: Buffer.from(second, 'hex') }));
    expect(new Set(Object.values(found).flat())).toEqual(new Set(['second']));
  });
});
