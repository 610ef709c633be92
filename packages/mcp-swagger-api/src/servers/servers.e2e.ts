import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProcessView } from 'mcp-swagger-ipc';
import type { ProblemBody, ServerBody } from '../../../../tests/support/bodies.js';
import { type Options, readiness, type RunningApi, startApi } from '../../../../tests/support/start-api.js';
import { until } from '../../../../tests/support/until.js';

const openapiData = {
  openapi: '3.0.0',
  info: { title: 'Books', version: '1' },
  servers: [{ url: 'http://127.0.0.1:1' }],
  paths: { '/books': { get: { operationId: 'listBooks', responses: { 200: { description: 'All books.' } } } } },
};

const opened: RunningApi[] = [];
async function start(options: Options): Promise<RunningApi> {
  const running = await startApi(options);
  opened.push(running);
  return running;
}

let api: RunningApi;
const otherDataDir = await mkdtemp(join(tmpdir(), 'mcp-swagger-servers-'));
beforeAll(async () => {
  api = await start({ env: { PROCESS_MAX_SERVERS: '4' } });
});
afterAll(async () => {
  for (const running of opened) await running.stop();
  await rm(otherDataDir, { recursive: true, force: true });
});

const create = (body: object) => api.send<ProblemBody & ServerBody>('POST', '/api/servers', { openapiData, ...body });
const act = (id: string, action: string) => api.send<ServerBody>('POST', `/api/servers/${id}/${action}?wait=true`);
const countOf = async (what: 'servers' | 'documents') => (await api.get<Record<string, unknown[]>>(`/api/${what}`))[what]?.length;

async function deleteAll(): Promise<void> {
  const { servers } = await api.get<{ servers: ServerBody[] }>('/api/servers');
  for (const { id } of servers) expect((await api.send('DELETE', `/api/servers/${id}`)).status).toBe(204);
}

describe('Many servers created at once', () => {
  it.each<[string, (index: number) => object, number, string]>([
    ['share a limit', (index) => ({ name: `server-${index}` }), 4, 'TOO_MANY_SERVERS'],
    ['get a port once', (index) => ({ name: `server-${index}`, port: 20_001 }), 1, 'PORT_TAKEN'],
    ['get a name once', () => ({ name: 'server' }), 1, 'SERVER_NAME_TAKEN'],
  ])('%s, and what is refused leaves no document behind', async (_, body, places, code) => {
    const answers = await Promise.all(Array.from({ length: 8 }, (__, index) => create(body(index))));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(places);
    expect(new Set(answers.filter(({ status }) => status !== 201).map(({ body: problem }) => problem.code))).toEqual(new Set([code]));
    expect([await countOf('servers'), await countOf('documents')]).toEqual([places, places]);
    await deleteAll();
    expect([await countOf('servers'), await countOf('documents')]).toEqual([0, 0]);
  });

  it('are converted by no more workers than there are cores', async () => {
    const threads = async () => Number(/^Threads:\s+(\d+)$/m.exec(await readFile(`/proc/${api.process.pid}/status`, 'utf8'))?.[1]);
    const paths = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`/books/${index}`, openapiData.paths['/books']]));
    const before = await threads();
    const progress = { isDone: false };
    const previews = Array.from({ length: 16 }, () => api.send('POST', '/api/documents/preview', { openapiData: { ...openapiData, paths } }));
    const done = Promise.all(previews).finally(() => (progress.isDone = true));
    let most = 0;
    while (!progress.isDone) most = Math.max(most, (await threads()) - before);
    expect((await done).map(({ status }) => status)).toEqual(previews.map(() => 200));
    expect(most).toBeGreaterThan(0);
    // A worker that ends and the one that follows it may both be there for a moment.
    expect(most).toBeLessThanOrEqual(availableParallelism() * 2);
  });
});

describe('A server that is deleted while it is being created', () => {
  it('is not started any more', async () => {
    // A long document takes the creation a while between the row and the start.
    const description = 'x'.repeat(8 * 1024 * 1024);
    const creating = create({ name: 'short-lived', autoStart: true, openapiData: { ...openapiData, info: { ...openapiData.info, description } } });
    let id: string | undefined;
    while (id === undefined) id = (await api.get<{ servers: ServerBody[] }>('/api/servers')).servers[0]?.id;
    const deleted = await api.send('DELETE', `/api/servers/${id}`);
    expect([(await creating).status, deleted.status]).toEqual([201, 204]);
    const { processes } = await api.get<{ processes: ProcessView[] }>('/api/processes');
    expect([processes, await countOf('documents')]).toEqual([[], 0]);
  });
});

describe('A document that is deleted while a server is made of it', () => {
  it('is deleted, or used, but never both', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { body: document } = await api.send<{ id: string }>('POST', '/api/documents', { openapiData });
      const creating = create({ name: `round-${round}`, openapiData: undefined, documentId: document.id });
      const deleted = await Promise.all(Array.from({ length: 3 }, () => api.send('DELETE', `/api/documents/${document.id}`)));
      const created = await creating;
      expect([created.status === 201, deleted.some(({ status }) => status === 204)]).toEqual(created.status === 201 ? [true, false] : [false, true]);
      await deleteAll();
      await api.send('DELETE', `/api/documents/${document.id}`);
    }
    expect(await countOf('documents')).toBe(0);
  });
});

describe('What cannot be stored or must not be shown', () => {
  it.each<[string, object]>([
    ['U+0000 in its name', { name: 'a\u0000b' }],
    ['U+0000 in its document', { name: 'fine', openapiData: { ...openapiData, info: { title: 'a\u0000b', version: '1' } } }],
    ['half a surrogate pair in its filters', { name: 'fine', filters: { include: ['\ud800'] } }],
  ])('is refused as such: %s', async (_, body) => {
    expect(await create(body)).toMatchObject({ status: 400, body: { code: 'TEXT_UNSTORABLE', detail: expect.stringContaining('remove it') } });
    expect(await countOf('documents')).toBe(0);
  });

  it.each<[string, object]>([
    ['baseUrl', { baseUrl: 'https://user-a:canary@api.test/' }],
    ['openapiUrl', { openapiUrl: 'https://user-a:canary@api.test/openapi.json', openapiData: undefined }],
  ])('is refused in %s: a password in an address', async (field, body) => {
    const answer = await create({ name: 'guarded', ...body });
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringMatching(new RegExp(`${field}: .*auth of type basic`)) } });
    expect(JSON.stringify(answer)).not.toContain('canary');
  });
});

describe('Every error is a problem', () => {
  it.each<[string, string, RequestInit, number, string]>([
    ['a form, as curl sends -d by default', '/api/servers', { method: 'POST', body: new URLSearchParams('{"auth":"canary"}') }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a text', '/api/servers', { method: 'POST', body: '{"auth":"canary"}' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a server that there is not', '/mcp/nobody', {}, 404, 'SERVER_NOT_FOUND'],
    ['a method that nobody serves', '/nowhere', { method: 'POST' }, 404, 'NOT_FOUND'],
    ['a health that there is not', '/health/mental', {}, 404, 'NOT_FOUND'],
    ['a path that cannot be decoded', '/api/servers/%E0%A4%A', {}, 400, 'BAD_REQUEST'],
  ])('%s', async (_, path, init, status, code) => {
    const response = await fetch(api.url + path, init);
    expect([response.status, response.headers.get('content-type')]).toEqual([status, expect.stringContaining('application/problem+json')]);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ status, code, instance: path });
    expect(text).not.toContain('canary');
  });

  it('says how large a body may be', async () => {
    const response = await fetch(`${api.url}/api/servers`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: `"${'x'.repeat(64 * 1024 * 1024)}"` });
    expect(await response.json()).toMatchObject({ status: 413, detail: expect.stringContaining('64 MiB') });
  });
});

describe('A change', () => {
  it('starts the process anew only if the process has to know of it', async () => {
    const { body } = await create({ name: 'steady' });
    await act(body.id, 'start');
    const patch = (fields: object) => api.send('PATCH', `/api/servers/${body.id}`, fields);
    await patch({ description: 'For people.', autoStart: true });
    expect((await act(body.id, 'start')).body.process).toMatchObject({ state: 'running', generation: 1 });
    await patch({ name: 'renamed' });
    expect((await act(body.id, 'start')).body.process).toMatchObject({ state: 'running', generation: 2 });
    await deleteAll();
  });
});

describe('With another encryption key', () => {
  it('the API and the servers without credentials start, and credentials can be entered again', async () => {
    const first = await start({ dataDir: otherDataDir });
    const ids: string[] = [];
    for (const fields of [{ name: 'a-secret', auth: { type: 'bearer', token: 'canary' }, headers: { 'X-Team': 'canary' } }, { name: 'b-plain' }]) {
      ids.push((await first.send<ServerBody>('POST', '/api/servers', { openapiData, autoStart: true, ...fields })).body.id);
    }
    const [secret, plain] = ids as [string, string];
    await first.stop();
    await writeFile(join(otherDataDir, 'encryption.key'), randomBytes(32).toString('hex'));

    const second = await start({ dataDir: otherDataDir });
    const begin = (id: string) => second.send<ServerBody & ProblemBody>('POST', `/api/servers/${id}/start?wait=true`);
    expect((await begin(plain)).body.process.state).toBe('running');
    expect((await begin(secret)).body).toMatchObject({ code: 'SECRET_UNREADABLE', detail: expect.stringContaining('auth and headers at once') });
    expect(JSON.stringify(await second.get(`/api/processes/${secret}/logs`))).toContain('It was not started');
    const patch = (fields: object) => second.send('PATCH', `/api/servers/${secret}`, fields);
    expect((await patch({ auth: null })).status).toBe(500);
    expect((await patch({ auth: null, headers: {} })).status).toBe(200);
    expect((await begin(secret)).body.process.state).toBe('running');
  });
});

describe('A database that is stopped, not ended', () => {
  it('is told of in time by REST and sockets, and everything goes on when it does', async () => {
    const { io } = await import('socket.io-client');
    const { body } = await create({ name: 'patient' });
    const socket = io(api.url, { transports: ['websocket'], reconnection: false });
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    const pids = await postgresOf(api.dataDir);
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    try {
      expect(await readiness(api)).toMatchObject({ status: 'degraded', reasons: expect.arrayContaining(['DATABASE_UNAVAILABLE']) });
      const asked = api.send<ProblemBody>('GET' as 'POST', '/api/servers');
      const acknowledged: unknown = socket.timeout(120_000).emitWithAck('subscribeServerMetrics', { serverId: body.id });
      expect(await asked).toMatchObject({ status: 503, body: { code: 'DATABASE_UNAVAILABLE' } });
      expect(await acknowledged).toEqual({ success: false, error: expect.stringContaining('database') });
      expect((await fetch(`${api.url}/api/mcp/connections`)).status).toBe(200);
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    }
    await until(async () => (await readiness(api)).status === 'ok');
    expect(await countOf('servers')).toBe(1);
    socket.disconnect();
    await deleteAll();
  });
});

/** The server of the embedded database and its processes. */
async function postgresOf(dataDir: string): Promise<number[]> {
  const [line] = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  const children = await readFile(`/proc/${line}/task/${line}/children`, 'utf8');
  return [Number(line), ...children.trim().split(' ').map(Number)];
}
