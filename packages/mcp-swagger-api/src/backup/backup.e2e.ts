import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getMetadataArgsStorage } from 'typeorm';
import type { ProblemBody, ServerBody } from '../../../../tests/support/bodies.js';
import { type RunningApi, startApi } from '../../../../tests/support/start-api.js';
import { until } from '../../../../tests/support/until.js';
import { schema } from '../database/schema.js';
import { isDecided } from './configuration-tables.js';
import type { RestoreReport } from './restore-rows.js';

const CHILD = fileURLToPath(new URL('../supervisor/testing/children/child.js', import.meta.url));
const COMMAND = fileURLToPath(new URL('../../dist/backup/command.js', import.meta.url));
const KEY = randomBytes(32).toString('hex');
const SECRET = 'canary-secret-of-the-upstream';
const openapiData = { openapi: '3.0.0', info: { title: '茶馆', version: '1' }, servers: [{ url: 'http://127.0.0.1:1' }], paths: { '/books': { get: { responses: { 200: { description: 'All.' } } } } } };

let folder: string;
let source: RunningApi;
let target: RunningApi;
let archive: Buffer;

const env = { MCP_SERVER_SCRIPT_PATH: CHILD, ENCRYPTION_KEY: KEY };
const backup = async (api: RunningApi) => Buffer.from(await (await fetch(`${api.url}/api/backup`)).arrayBuffer());

async function restore(api: RunningApi, body: Buffer, query = ''): Promise<{ status: number; body: RestoreReport & ProblemBody }> {
  const response = await fetch(`${api.url}/api/restore${query}`, { method: 'POST', headers: { 'Content-Type': 'application/gzip' }, body: new Uint8Array(body) });
  return { status: response.status, body: (await response.json()) as RestoreReport & ProblemBody };
}

/** The servers as they are configured, without what their processes do. */
async function configured(api: RunningApi): Promise<unknown[]> {
  const { servers } = await api.get<{ servers: (ServerBody & { connections: unknown })[] }>('/api/servers');
  return servers.map(({ process: _process, connections: _connections, ...server }) => server);
}

const documents = async (api: RunningApi) => (await api.get<{ documents: { id: string; hash: string }[] }>('/api/documents')).documents;
const rules = async (api: RunningApi) => (await api.get<{ rules: { name: string }[] }>('/api/alert-rules')).rules;

/** The archive with other lines; its sum stays as it was. */
const changed = (change: (lines: string[]) => string[]) => gzipSync(change(gunzipSync(archive).toString().trimEnd().split('\n')).map((line) => `${line}\n`).join(''));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-swagger-backup-'));
  [source, target] = await Promise.all([startApi({ env, dataDir: join(folder, 'source') }), startApi({ env, dataDir: join(folder, 'target') })]);
  const good = await source.send<ServerBody>('POST', '/api/servers', { name: 'good', openapiData, headers: { 'X-Key': SECRET }, filters: { methods: ['GET'] } });
  await source.send('POST', '/api/servers', { name: 'never-ready', openapiData, description: 'it is stopped' });
  await source.send('POST', `/api/servers/${good.body.id}/start?wait=true`);
  await source.send('POST', '/api/alert-rules', { name: 'mine', metric: 'connections', threshold: 5, webhook: { url: 'http://127.0.0.1:1/', secret: SECRET } });
  archive = await backup(source);
});

afterAll(async () => {
  await Promise.all([source.stop(), target.stop()]);
  await rm(folder, { recursive: true, force: true });
});

describe('A backup', () => {
  it('decides about every table', () => {
    const tables = getMetadataArgsStorage().tables.map(({ name }) => name ?? '');
    expect(tables.length).toBeGreaterThanOrEqual(schema.entities.length);
    // One that is new has to be entered in configuration-tables.ts, on one side or the other.
    expect(tables.filter((table) => !isDecided(table))).toEqual([]);
  });

  it('holds no secret in clear', () => {
    expect(gunzipSync(archive).toString()).not.toContain(SECRET);
  });

  it.each<[string, () => Buffer, RegExp]>([
    ['without its end', () => changed((lines) => lines.slice(0, -1)), /its end is missing/],
    ['with a line less', () => changed((lines) => [...lines.slice(0, -2), ...lines.slice(-1)]), /its sum is another one/],
    ['with a line changed', () => changed((lines) => lines.map((line) => line.replace('it is stopped', 'it is mine'))), /its sum is another one/],
    ['cut in the middle', () => archive.subarray(0, archive.length / 2), /cannot be unpacked/],
    ['that is none', () => Buffer.from('hello'), /cannot be unpacked/],
    ['of somebody else', () => gzipSync('{"hello":"world"}\n'), /does not begin as one/],
    ['of a version to come', () => changed(([head = '', ...lines]) => [head.replace('"version":1', '"version":2'), ...lines]), /update it first/],
  ])('%s is refused, and nothing of it stays', async (_, body, detail) => {
    const answer = await restore(target, body());
    expect([answer.status, answer.body.detail]).toEqual([422, expect.stringMatching(detail)]);
    expect([await configured(target), await documents(target)]).toEqual([[], []]);
  });

  it('that is only tried leaves nothing behind', async () => {
    const answer = await restore(target, archive, '?dryRun=true');
    expect(answer).toMatchObject({ status: 200, body: { dryRun: true, rows: { servers: 2, documents: 2 }, missingSecrets: [] } });
    expect(await configured(target)).toEqual([]);
  });

  it('gives the same servers in an empty installation, and those run that ran', async () => {
    expect((await restore(target, archive)).body).toMatchObject({ rows: { servers: 2, documents: 2 }, missingSecrets: [] });
    expect(await configured(target)).toEqual(await configured(source));
    expect(await documents(target)).toEqual(await documents(source));
    expect(await rules(target)).toEqual(await rules(source));
    await until(async () => (await target.get<{ servers: ServerBody[] }>('/api/servers')).servers.some(({ name, process }) => name === 'good' && process.state === 'running'));
  });

  it('is not put over what is there, unless it is asked for', async () => {
    expect((await restore(target, archive)).body).toMatchObject({ status: 409, code: 'NOT_EMPTY' });
    await target.send('POST', '/api/servers', { name: 'grows', openapiData });
    expect((await restore(target, archive, '?replace=true')).status).toBe(200);
    expect(await configured(target)).toEqual(await configured(source));
  });

  it('is written and put back by a command, without an API; with another key it says which secrets are missing', async () => {
    const file = join(folder, 'file.backup.gz');
    const run = (args: string[], given: Record<string, string>) => promisify(execFile)(process.execPath, [COMMAND, ...args], { cwd: folder, env: { PATH: process.env['PATH'], ...given } });
    await run(['backup', file, '--url', source.url], {});
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect(run(['restore', file, '--url', source.url], {})).rejects.toThrow(/answered 409: There are \d+ servers/);
    expect(gunzipSync(await readFile(file)).toString()).toContain('"name": "good"'.replace(': ', ':'));
    const dataDir = join(folder, 'third');
    const { stdout } = await run(['restore', file], { DATA_DIR: dataDir, ENCRYPTION_KEY: randomBytes(32).toString('hex') });
    expect(stdout).toMatch(/servers: 2[^]*another ENCRYPTION_KEY[^]*servers: good/);
    const offline = join(folder, 'offline.backup.gz');
    await run(['backup', offline], { DATA_DIR: dataDir });
    expect(gunzipSync(await readFile(offline)).toString().split('\n').length).toBe(gunzipSync(archive).toString().split('\n').length);
    await expect(run(['restore', offline], { DATA_DIR: dataDir })).rejects.toThrow(/2 servers and 2 documents/);
  });
});

describe('An archive whose sum is right, and whose rows are not', () => {
  /** The archive with other rows of a table, and the sum that they have. */
  function forged(table: string, more: object): Buffer {
    const [head = '', ...rows] = gunzipSync(archive).toString().trimEnd().split('\n').slice(0, -1);
    const lines = [head, ...rows.map((line) => JSON.parse(line) as { table: string; row: object }).map((row) => JSON.stringify(row.table === table ? { table, row: { ...row.row, ...more } } : row))].map((line) => `${line}\n`);
    const end = JSON.stringify({ end: true, rows: rows.length, sha256: createHash('sha256').update(lines.join('')).digest('hex') });
    return gzipSync(`${lines.join('')}${end}\n`);
  }

  it('is the same as one that was not touched, when nothing was', async () => {
    expect(await restore(target, forged('servers', {}), '?replace=true&dryRun=true')).toMatchObject({ status: 200, body: { rows: { servers: 2 } } });
  });

  it.each<[string, object]>([
    ['servers', { secret_names: 5 }],
    ['servers', { serving: { access: { oauth: 5 } } }],
    ['servers', { serving: { overlays: [5] } }],
    ['servers', { filters: [1] }],
    ['servers', { tags: 7 }],
    ['servers', { process_per: 'galaxy' }],
    ['alert_rules', { metric: 'nothing' }],
    ['alert_rules', { emails: 'me' }],
  ])('is refused, with the row named: %s %j', async (table, more) => {
    const { status, body } = await restore(target, forged(table, more), '?replace=true&dryRun=true');
    expect([status, body.code, body.detail]).toEqual([422, 'BACKUP_INVALID', expect.stringMatching(/^The backup holds the (server|alert rule) ".+" as no such thing can be: .+ Nothing was restored\.$/)]);
  });
});
