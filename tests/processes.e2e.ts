import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProcessEndView, ProcessView, ResourcesView } from 'mcp-swagger-ipc';
import type { ProblemBody, ServerBody } from './support/bodies.js';
import { type Listening, listenTo } from './support/listen-to.js';
import { connectSession } from './support/mcp-clients.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { type ServedDocument, startDocument } from './support/start-document.js';
import { until } from './support/until.js';

let api: RunningApi;
let source: ServedDocument;
let browser: Listening;
let server: ServerBody;

beforeAll(async () => {
  [api, source] = await Promise.all([startApi({ env: { MCP_HEARTBEAT_INTERVAL: '200', PROCESS_MEMORY_LIMIT: '2GB' } }), startDocument()]);
  browser = await listenTo(api.url);
  source.write(source.withOperations('first', 'second'));
  const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'watched', openapiUrl: source.documentUrl });
  server = (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
});

afterAll(async () => {
  browser.stop();
  await api.stop();
  await source.stop();
});

const view = (id = server.id) => api.get<ProcessView & { history: ProcessEndView[] }>(`/api/processes/${id}`);

describe('A process', () => {
  it('shows its memory, its share of the processor, its open files and the delay of its event loop', async () => {
    await until(async () => (await view()).resources !== null && (await view()).heartbeat !== null);
    const { processes } = await api.get<{ processes: ProcessView[] }>('/api/processes');
    expect(processes).toMatchObject([{ serverId: server.id, state: 'running', attempt: '0/5', reason: null, memoryLimitBytes: 2 * 1024 ** 3, uptimeMs: expect.any(Number), heartbeat: { eventLoopDelayMs: expect.any(Number) } }]);
    const metrics = await api.get<{ samples: ResourcesView[] }>(`/api/processes/${server.id}/metrics`);
    expect(metrics).toMatchObject({ pid: server.process.pid, eventLoopDelayMs: expect.any(Number), heapBytes: expect.any(Number), resources: { rssBytes: expect.any(Number), cpuPercent: expect.any(Number) } });
    expect(metrics.samples.length).toBeGreaterThan(0);
  });

  it('that crashes shows why, which try it is and when the next one comes, in REST, sockets and its history', async () => {
    await api.send('PATCH', `/api/servers/${server.id}`, { restartPolicy: { baseDelayMs: 86_400_000, maxDelayMs: 86_400_000, maxRestarts: 3 } });
    process.kill((await view()).pid as number, 'SIGKILL');
    const { process: told } = await browser.heard<{ process: ProcessView }>('monitoring:process', ({ process: one }) => one.state === 'backoff');
    expect(told).toMatchObject({ serverId: server.id, attempt: '1/3', reason: 'It was ended by SIGKILL.', nextRetryAt: expect.stringMatching(/Z$/), uptimeMs: null, lastExit: { code: null, signal: 'SIGKILL', stderr: expect.any(Array) } });
    expect(told.lastExit?.stderr.join('\n')).toContain('2 tools');
    expect(await view()).toMatchObject({ state: 'backoff', attempt: '1/3', history: [{ generation: 1, pid: server.process.pid, signal: 'SIGKILL', expected: false, reason: 'It was ended by SIGKILL.' }] });
    const { status, body } = await api.send<ProcessView>('POST', `/api/processes/${server.id}/restart?wait=true`);
    expect([status, body]).toEqual([200, expect.objectContaining({ state: 'running', generation: 2, attempt: '0/3', reason: null })]);
  });

  it.each(['', '/metrics'])('of a server that there is not is not found: %p', async (path) => {
    expect(await api.get(`/api/processes/${crypto.randomUUID()}${path}`)).toMatchObject({ status: 404, code: 'SERVER_NOT_FOUND' });
  });
});

describe('A server', () => {
  it('counts its calls by tool, with errors and durations', async () => {
    const { client } = await connectSession((await view()).endpoint as string);
    await client.callTool({ name: 'first', arguments: {} });
    await client.callTool({ name: 'first', arguments: {} });
    await client.callTool({ name: 'second', arguments: {} });
    await client.close();
    const metrics = () => api.get<{ calls: { total: number } }>(`/api/servers/${server.id}/metrics`);
    await until(async () => (await metrics()).calls.total === 3);
    expect(await metrics()).toMatchObject({ calls: { errors: 0, averageMs: expect.any(Number) }, tools: [{ name: 'first', total: 2 }, { name: 'second', total: 1 }], connections: { totalConnections: 1 } });
  });

  it('tells its tools with its filters and overlays, also while it is stopped', async () => {
    const overlay = JSON.stringify({ overlay: '1.0.0', info: { title: 'o', version: '1' }, actions: [{ target: "$.paths['/first'].get", update: { summary: 'Came with the overlay' } }] });
    const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'asleep', openapiUrl: source.documentUrl, filters: { include: ['operation:first'] }, overlays: [overlay] });
    const { tools } = await api.get<{ tools: { name: string; description: string }[] }>(`/api/servers/${body.id}/tools`);
    expect(tools).toMatchObject([{ name: 'first', _meta: { method: 'GET', path: '/first' } }]);
    expect(JSON.stringify(tools)).toContain('Came with the overlay');
  });
});

describe('A batch', () => {
  interface Result {
    id: string;
    success: boolean;
    state: string | null;
    error: ProblemBody | null;
  }
  const batch = (ids: string[], action: string) => api.send<{ results: Result[] }>('POST', '/api/servers/batch?wait=true', { ids, action });

  it('does the same with many servers, and one that cannot keeps none of the others from it', async () => {
    const nobody = crypto.randomUUID();
    const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'pasted', openapiData: source.withOperations('one') });
    const ids = [server.id, nobody, body.id];
    expect((await batch(ids, 'start')).body.results).toMatchObject([
      { id: server.id, success: true, state: 'running', error: null },
      { id: nobody, success: false, state: null, error: { status: 404, code: 'SERVER_NOT_FOUND' } },
      { id: body.id, success: true, state: 'running' },
    ]);
    expect((await batch(ids, 'reload')).body.results.map(({ error }) => error?.code ?? null)).toEqual([null, 'SERVER_NOT_FOUND', 'DOCUMENT_WITHOUT_ADDRESS']);
    expect((await batch(ids, 'restart')).body.results.map(({ state }) => state)).toEqual(['running', null, 'running']);
    expect((await batch([body.id], 'stop')).body.results).toMatchObject([{ success: true, state: 'stopped' }]);
    expect((await batch([body.id], 'delete')).body.results).toMatchObject([{ success: true, state: null }]);
    expect((await api.get<{ servers: ServerBody[] }>('/api/servers')).servers.map(({ name }) => name)).toEqual(['asleep', 'watched']);
  });

  it.each([
    ['an action that there is not', { ids: ['x'], action: 'dance' }],
    ['nobody', { ids: [], action: 'stop' }],
  ])('refuses %s', async (_, body) => {
    expect(await api.send('POST', '/api/servers/batch', body)).toMatchObject({ status: 400 });
  });
});
