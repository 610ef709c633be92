import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import type { ServerBody } from './support/bodies.js';
import { OpenedClients } from './support/opened-clients.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { processesOf } from './support/start-nodes.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';
import { until } from './support/until.js';

let api: RunningApi;
let upstream: Upstream;
const opened = new OpenedClients();

const act = (id: string, action: string) => api.send<ServerBody>('POST', `/api/servers/${id}/${action}?wait=true`);
const at = (name: string) => `${api.url}/mcp/${name}`;
interface ConnectionsBody {
  connections: { sessionId: string; serverId: string; kind: string; requestCount: number; clientInfo: { name?: string; ip?: string } }[];
}
const connectionOf = async (name: string) => (await api.get<ConnectionsBody>('/api/mcp/connections')).connections.find(({ clientInfo }) => clientInfo.name === name);

async function started(body: object): Promise<ServerBody> {
  const { body: server } = await api.send<ServerBody>('POST', '/api/servers', body);
  return (await act(server.id, 'start')).body;
}

beforeAll(async () => {
  [api, upstream] = await Promise.all([startApi({ env: { MCP_STATS_INTERVAL: '200', HEALTH_CHECK_INTERVAL: '2000' } }), startUpstream()]);
});

afterEach(() => opened.closeAll());
afterAll(async () => {
  await api.stop();
  await upstream.stop();
});

describe.each(['session', 'server'] as const)('A document over stdio, a process per %s', (processPer) => {
  const name = `books-${processPer}`;
  let books: ServerBody;

  beforeAll(async () => {
    books = await started({ name, openapiUrl: upstream.documentUrl, transport: 'stdio', processPer });
  });

  it('runs without a port, and tells what it does over the pipe of the contract', async () => {
    expect(books.process).toMatchObject({ state: 'running', transport: 'stdio', endpoint: null, toolCount: 3 });
    await until(async () => (await api.get<{ checks: { healthy: boolean }[] }>(`/api/servers/${books.id}/health/history`)).checks.some(({ healthy }) => healthy));
  });

  it.each([
    ['with sessions', async () => (await opened.session(at(name))).client],
    ['without sessions', () => opened.modern(at(name))],
  ])('serves clients of the era %s', async (_, connect) => {
    const client = await connect();
    expect((await client.listTools()).tools).toHaveLength(3);
    expect((await client.callTool({ name: 'getBook', arguments: { id: '7' } })).structuredContent).toEqual({ id: '7', title: '红楼梦 📚' });
    await expect(client.callTool({ name: 'nothing', arguments: {} })).rejects.toThrow(/nothing/);
  });

  it(`has ${processPer === 'session' ? 'a process of its own for each session, beside that of all others' : 'one process for all sessions'}`, async () => {
    // Those of the sessions before may still be on their way out.
    await until(async () => (await processesOf(books.id, [api])).length === 1);
    const sessions = await Promise.all([opened.session(at(name)), opened.session(at(name))]);
    for (const { client } of sessions) expect((await client.listTools()).tools).toHaveLength(3);
    expect(await processesOf(books.id, [api])).toHaveLength(processPer === 'session' ? 3 : 1);
    for (const { transport } of sessions) await transport.terminateSession();
    await until(async () => (await processesOf(books.id, [api])).length === 1);
  });

  it('shows who is connected, and lets an operator end it', async () => {
    const { client, transport } = await opened.session(at(name), `seen-${processPer}`);
    await client.listTools();
    await until(async () => ((await connectionOf(`seen-${processPer}`))?.requestCount ?? 0) > 1);
    expect(await connectionOf(`seen-${processPer}`)).toMatchObject({ sessionId: transport.sessionId, serverId: books.id, kind: 'session', clientInfo: { ip: '127.0.0.1' } });
    expect((await api.send('DELETE', `/api/mcp/connections/${transport.sessionId}`)).status).toBe(204);
    await expect(client.listTools()).rejects.toThrow(/404|not found/i);
    await until(async () => (await connectionOf(`seen-${processPer}`)) === undefined);
  });

  it('serves another document to the sessions that are open', async () => {
    const { client } = await opened.session(at(name));
    const heard = new Promise<void>((resolve) => client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve()));
    await api.send('PATCH', `/api/servers/${books.id}`, { filters: { include: ['operation:getBook'] } });
    await heard;
    expect((await client.listTools()).tools).toHaveLength(1);
    await api.send('PATCH', `/api/servers/${books.id}`, { filters: {} });
  });

  it('answers sessions of a process that was restarted with 404, and goes on without them', async () => {
    const { client } = await opened.session(at(name));
    const modern = await opened.modern(at(name));
    await act(books.id, 'restart');
    await expect(client.listTools()).rejects.toThrow(/404|not found/i);
    expect((await modern.listTools()).tools).toHaveLength(3);
    const { client: again } = await opened.session(at(name));
    expect((await again.listTools()).tools).toHaveLength(3);
  });
});

describe('A document over stdio that is limited', () => {
  it('speaks over its pipes with few open files, confined, and tells of the API behind it', async () => {
    const limited = await started({ name: 'limited', openapiUrl: upstream.documentUrl, transport: 'stdio', limits: { openFiles: 128 }, confined: true, upstreamProbe: { target: { tool: 'getBook', arguments: { id: '7' } } } });
    expect(limited.process).toMatchObject({ state: 'running', toolCount: 3 });
    const client = await opened.modern(at('limited'));
    expect((await client.callTool({ name: 'getBook', arguments: { id: '7' } })).structuredContent).toMatchObject({ id: '7' });
    await until(async () => (await api.get<{ checks: { probe: string; healthy: boolean }[] }>(`/api/servers/${limited.id}/health/history`)).checks.some(({ probe, healthy }) => probe === 'upstream' && healthy));
    if (process.platform !== 'linux') return;
    expect(await readFile(`/proc/${limited.process.pid}/limits`, 'utf8')).toMatch(/^Max open files\s+128\s/m);
    expect(await readFile(`/proc/${limited.process.pid}/cmdline`, 'utf8')).toMatch(/--(experimental-)?permission/);
  });
});
