import { readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectionViewSchema, endedConnectionViewSchema, ipcViewSchema, systemViewSchema } from 'mcp-swagger-ipc';
import type { ProblemBody, ServerBody } from './support/bodies.js';
import { connectModern, connectSession } from './support/mcp-clients.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';
import { until } from './support/until.js';

/** What a REST client may rely on about connections, monitoring, processes and IPC: one started API, real processes, real MCP clients. */
let api: RunningApi;
let upstream: Upstream;
let busy: ServerBody;
let quiet: ServerBody;
let session: Awaited<ReturnType<typeof connectSession>>;
let modern: Awaited<ReturnType<typeof connectModern>>;
let sessionId: string;

const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
const MISSING = '/api/servers/7a1b8a94-6f0e-4ae1-9d8a-0f3f1d2c5b6e';

interface Connections {
  activeConnections: number;
  connections: { sessionId: string; kind: string; serverId: string; requestCount: number; lastTool: string | null }[];
  nextCursor: string | null;
}

async function run(name: string): Promise<ServerBody> {
  const { body } = await api.send<ServerBody>('POST', '/api/servers', { name, openapiUrl: upstream.documentUrl });
  return (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
}

beforeAll(async () => {
  [api, upstream] = await Promise.all([startApi({ env: { MCP_STATS_INTERVAL: '100', MCP_HEARTBEAT_INTERVAL: '2000' } }), startUpstream()]);
  busy = await run('busy');
  quiet = await run('quiet');
  session = await connectSession(busy.process.endpoint as string, 'contract');
  sessionId = session.transport.sessionId as string;
  modern = await connectModern(busy.process.endpoint as string);
  await session.client.callTool({ name: 'getBook', arguments: { id: '7' } });
  await modern.callTool({ name: 'listBooks', arguments: {} });
  await until(async () => (await api.get<Connections>('/api/mcp/connections?kind=session')).connections[0]?.lastTool === 'getBook');
});

afterAll(async () => {
  await session.client.close();
  await modern.close();
  await api.stop();
  await upstream.stop();
});

describe('GET /api/mcp/connections', () => {
  it('tells who is connected, since when, doing what', async () => {
    const answer = await api.get<Connections>('/api/mcp/connections');
    expect(answer).toMatchObject({ activeConnections: answer.connections.length, processStatus: 'healthy', source: 'pipe', lastUpdated: instant, nextCursor: null });
    const own = answer.connections.find((one) => one.sessionId === sessionId);
    expect(connectionViewSchema.strict().parse(own)).toMatchObject({
      kind: 'session',
      serverId: busy.id,
      clientIP: '127.0.0.1',
      userAgent: expect.stringContaining('node'),
      clientInfo: { name: 'contract', version: '1.0.0', protocolVersion: expect.any(String) },
      connectedAt: instant,
      lastActivity: instant,
      requestCount: expect.any(Number),
      errorCount: 0,
      inFlight: expect.any(Number),
      bytesIn: expect.any(Number),
      lastTool: 'getBook',
      duration: expect.any(Number),
    });
    expect(answer.connections.some(({ kind }) => kind === 'derived')).toBe(true);
  });

  it('filters by server and kind', async () => {
    const kinds = async (query: string) => (await api.get<Connections>(`/api/mcp/connections?${query}`)).connections.map(({ kind }) => kind);
    expect(await kinds(`serverId=${quiet.id}`)).toEqual([]);
    expect(new Set(await kinds('kind=session'))).toEqual(new Set(['session']));
    expect(await kinds(`serverId=${busy.id}&kind=derived`)).toEqual(['derived']);
  });

  it('comes in pages that leave nobody out', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Connections = await api.get<Connections>(`/api/mcp/connections?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.connections.map((one) => one.sessionId));
      cursor = page.nextCursor;
    }
    const all = await api.get<Connections>('/api/mcp/connections');
    expect(seen.toSorted()).toEqual(all.connections.map((one) => one.sessionId).toSorted());
  });

  it.each(['limit=0', 'limit=x', 'kind=party', 'cursor=%00'])('refuses %s with a problem', async (query) => {
    expect(await api.get<ProblemBody>(`/api/mcp/connections?${query}`)).toMatchObject({ status: 400, code: expect.any(String), detail: expect.any(String) });
  });
});

describe('Counts and states', () => {
  it('of all servers', async () => {
    const { activeConnections } = await api.get<Connections>('/api/mcp/connections');
    expect(await api.get('/api/mcp/connections/count')).toEqual({ activeConnections, totalConnections: expect.any(Number), totalSinceStart: expect.any(Number), timestamp: instant });
    expect(await api.get('/api/mcp/connections/status')).toEqual({ processStatus: 'healthy', source: 'pipe', activeConnections, lastUpdate: instant });
  });

  it('of one server', async () => {
    const list = await api.get<{ data: { connectionStats: Connections } }>(`/api/servers/${busy.id}/mcp/connections`);
    expect(list).toMatchObject({ success: true, message: expect.any(String), data: { serverId: busy.id, processStatus: 'healthy', source: 'pipe', timestamp: instant, connectionStats: { totalConnections: expect.any(Number) } } });
    expect(list.data.connectionStats.connections.some((one) => one.sessionId === sessionId)).toBe(true);
    const { activeConnections } = list.data.connectionStats;
    expect(await api.get(`/api/servers/${busy.id}/mcp/connections/count`)).toMatchObject({ success: true, data: { serverId: busy.id, activeConnections, totalConnections: activeConnections, timestamp: instant } });
  });

  it('over all servers', async () => {
    expect(await api.get('/api/servers/mcp/connections/overview')).toMatchObject({
      success: true,
      message: expect.any(String),
      data: {
        servers: [
          { serverId: busy.id, name: 'busy', processStatus: 'healthy', activeConnections: expect.any(Number) },
          { serverId: quiet.id, name: 'quiet', processStatus: 'healthy', activeConnections: 0 },
        ],
        summary: { totalServers: 2, totalConnections: expect.any(Number), activeServers: 1 },
      },
    });
  });

  it.each(['mcp/connections', 'mcp/connections/count'])('of a server that there is not: %s is not found', async (path) => {
    expect(await api.get(`${MISSING}/${path}`)).toMatchObject({ status: 404, code: 'SERVER_NOT_FOUND' });
  });
});

describe('One connection', () => {
  it('is found by its id, and another is not', async () => {
    expect(await api.get(`/api/mcp/connections/${sessionId}`)).toMatchObject({ sessionId, serverId: busy.id });
    expect(await api.get('/api/mcp/connections/nobody')).toMatchObject({ status: 404, code: 'CONNECTION_NOT_FOUND' });
  });

  it('is a stream for as long as a client listens, and then stands in the history as one', async () => {
    const subscription = await modern.listen({ toolsListChanged: true });
    const streams = async (of = '') => (await api.get<Connections>(`/api/mcp/connections${of}?serverId=${busy.id}&kind=stream`)).connections;
    await until(async () => (await streams()).length === 1);
    const [stream] = await streams();
    expect(stream).toMatchObject({ kind: 'stream', clientInfo: { name: 'modern-client', protocolVersion: '2026-07-28' } });
    await subscription.close();
    await until(async () => (await streams()).length === 0 && (await streams('/history')).length === 1);
    expect(await streams('/history')).toMatchObject([{ sessionId: stream?.sessionId, kind: 'stream', reason: 'the stream ended' }]);
  });

  it('is ended, and then stands in the history with what it did', async () => {
    const { client, transport } = await connectSession(busy.process.endpoint as string, 'unwanted');
    const id = transport.sessionId as string;
    await client.callTool({ name: 'getBook', arguments: { id: '1' } });
    expect((await api.send('DELETE', `/api/mcp/connections/${id}`)).status).toBe(204);
    await until(async () => (await api.get<ProblemBody>(`/api/mcp/connections/${id}`)).status === 404);
    await expect(client.callTool({ name: 'getBook', arguments: { id: '1' } })).rejects.toThrow();
    expect((await api.send<ProblemBody>('DELETE', `/api/mcp/connections/${id}`)).body).toMatchObject({ status: 404, code: 'CONNECTION_NOT_FOUND' });
    const history = async () => (await api.get<{ connections: { sessionId: string }[] }>(`/api/mcp/connections/history?serverId=${busy.id}`)).connections;
    await until(async () => (await history()).some((one) => one.sessionId === id));
    const ended = (await history()).find((one) => one.sessionId === id);
    expect(endedConnectionViewSchema.parse(ended)).toMatchObject({ clientInfo: { name: 'unwanted' }, reason: 'Disconnected by an operator.', endedAt: instant, requestCount: expect.any(Number), lastTool: 'getBook' });
    await client.close();
  });
});

describe('All servers together', () => {
  it('have a status', async () => {
    expect(await api.get('/api/mcp/status')).toMatchObject({
      running: true,
      timestamp: instant,
      servers: { total: 2, running: 2, failed: 0, stopped: 0 },
      tools: 6,
      endpoints: [
        { serverId: busy.id, name: 'busy', transport: 'streamable', endpoint: busy.process.endpoint, tools: 3 },
        { serverId: quiet.id, endpoint: quiet.process.endpoint },
      ],
      connections: { activeConnections: expect.any(Number) },
    });
  });

  it('have a health, which a process that died spoils', async () => {
    const health = () => api.get<{ status: string; servers: { serverId: string; healthy: boolean }[] }>('/api/mcp/health');
    expect(await health()).toMatchObject({ status: 'healthy', servers: [{ serverId: busy.id, desiredState: 'running', state: 'running', processStatus: 'healthy', healthy: true }, { serverId: quiet.id }] });
    process.kill(quiet.process.pid as number, 'SIGKILL');
    await until(async () => (await health()).status === 'degraded');
    await api.send('POST', `/api/servers/${quiet.id}/start?wait=true`);
    await until(async () => (await health()).status === 'healthy');
  });

  it('have tools, a page of whole servers at a time', async () => {
    interface Tools {
      total: number;
      tools: { name: string; serverName: string }[];
      nextCursor: string | null;
    }
    const first = await api.get<Tools>('/api/mcp/tools?limit=1');
    expect(first).toMatchObject({ total: 3, errors: [], nextCursor: expect.any(String) });
    const second = await api.get<Tools>(`/api/mcp/tools?limit=1&cursor=${first.nextCursor}`);
    expect(second.nextCursor).toBeNull();
    const names = [...first.tools, ...second.tools].map(({ serverName, name }) => `${serverName} ${name}`);
    expect(names.toSorted()).toEqual(['busy addBook', 'busy getBook', 'busy listBooks', 'quiet addBook', 'quiet getBook', 'quiet listBooks']);
    expect((await api.get<Tools>(`/api/mcp/tools?serverId=${busy.id}`)).total).toBe(3);
  });
});

describe('The system', () => {
  it('tells of itself, of its processes and of the pipes between', async () => {
    const view = systemViewSchema.parse(await api.get('/api/system'));
    expect(view).toMatchObject({ mcp: { process: { total: 2, running: 2, failed: 0 }, connections: { processStatus: 'healthy' } }, system: { pid: api.process.pid } });
    expect(view.mcp.ipc.messagesReceived).toBeGreaterThan(0);
  });

  it('counts the messages of its processes, and begins anew when it is told to', async () => {
    interface Ipc {
      since: string;
      messagesReceived: number;
      servers: { serverId: string; messagesReceived: number }[];
    }
    await until(async () => (await api.get<{ messagesPerSecond: number }>('/api/system/ipc')).messagesPerSecond > 0);
    const before = await api.get<Ipc>('/api/system/ipc');
    expect(ipcViewSchema.parse(before)).toMatchObject({ errorCount: 0, errorRate: 0, gaps: 0, lost: 0, dropped: 0, parseErrors: { json: 0 } });
    expect(before).toMatchObject({ averageLatency: expect.any(Number), bytesReceived: expect.any(Number), servers: expect.arrayContaining([expect.objectContaining({ serverId: busy.id })]) });
    const { status, body } = await api.send<Ipc>('POST', '/api/system/ipc/reset');
    expect([status, body.since > before.since, body.messagesReceived < before.messagesReceived]).toEqual([200, true, true]);
  });
});

describe('Processes', () => {
  it('are listed, and told one by one, with their heartbeat', async () => {
    const { processes } = await api.get<{ processes: { serverId: string }[] }>('/api/processes');
    expect(processes.map(({ serverId }) => serverId).toSorted()).toEqual([busy.id, quiet.id].toSorted());
    await until(async () => (await api.get<{ heartbeat: unknown }>(`/api/processes/${busy.id}`)).heartbeat !== null);
    expect(await api.get(`/api/processes/${busy.id}`)).toMatchObject({ serverId: busy.id, state: 'running', pid: busy.process.pid, heartbeat: { eventLoopDelayMs: expect.any(Number) } });
    expect(await api.get(`/api/processes/${busy.id}/metrics`)).toMatchObject({ serverId: busy.id, pid: busy.process.pid });
  });
});

/** What of connections, monitoring, processes and IPC is read, as the OpenAPI document writes it; */
const READ = [
  ...['', '/count', '/status', '/history', '/{sessionId}'].map((rest) => `/mcp/connections${rest}`),
  '/mcp/status',
  '/mcp/health',
  '/mcp/tools',
  '/servers/mcp/connections/overview',
  ...['/mcp/connections', '/mcp/connections/count', '/status', '/health', '/health/history', '/metrics'].map((rest) => `/servers/{id}${rest}`),
  ...['', '/{id}', '/{id}/logs', '/{id}/logs/stream', '/{id}/logs/download', '/{id}/metrics'].map((rest) => `/processes${rest}`),
  '/system',
  '/system/ipc',
];
/** and what is done. */
const DONE: [method: string, path: string, answers: number][] = [
  ['POST', '/system/ipc/reset', 200],
  ['DELETE', '/mcp/connections/{sessionId}', 204],
  ['POST', '/processes/{id}/restart', 202],
];

describe('Every name of the surface', () => {
  it.each([...READ.map((path): [string, string, number] => ['GET', path, 200]), ...DONE])('%s /api%s stands in the OpenAPI document and answers with %i', async (method, path, answers) => {
    const { paths } = await api.get<{ paths: Record<string, Record<string, unknown>> }>('/api/openapi.json');
    expect(paths[`/api${path}`]?.[method.toLowerCase()]).toBeDefined();
    const stream = new AbortController();
    const { status } = await fetch(`${api.url}/api${path.replace('{id}', busy.id).replace('{sessionId}', sessionId)}`, { method, signal: stream.signal });
    stream.abort();
    expect(status).toBe(answers);
  });

  it.each(['/health/live', '/health/ready', '/metrics'])('%s answers without /api before it, and so says the document', async (path) => {
    expect((await fetch(api.url + path)).status).toBe(200);
    expect(Object.keys((await api.get<{ paths: object }>('/api/openapi.json')).paths)).toContain(path);
  });

  it('is the same in the document that is written without a running API', async () => {
    const written = JSON.parse(await readFile(fileURLToPath(new URL('../packages/mcp-swagger-ui/openapi.json', import.meta.url)), 'utf8')) as { paths: object };
    expect((await api.get<{ paths: object }>('/api/openapi.json')).paths).toEqual(written.paths);
  });
});

describe('The totals of connections', () => {
  it('outlive the API', async () => {
    const dataDir = `${api.dataDir}-kept`;
    const first = await startApi({ dataDir });
    const { body } = await first.send<ServerBody>('POST', '/api/servers', { name: 'kept', openapiUrl: upstream.documentUrl });
    const server = (await first.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
    const { client } = await connectSession(server.process.endpoint as string);
    await client.close();
    await until(async () => (await first.get<{ totalConnections: number }>('/api/mcp/connections/count')).totalConnections === 1);
    await first.stop();
    const second = await startApi({ dataDir });
    try {
      expect(await second.get('/api/mcp/connections/count')).toMatchObject({ totalConnections: 1, totalSinceStart: 0 });
      expect(await second.get(`/api/servers/${server.id}/mcp/connections/count`)).toMatchObject({ data: { totalConnections: 1, totalSinceStart: 0 } });
    } finally {
      await second.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
