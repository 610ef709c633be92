import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConnectionEventPayload, ConnectionView, ProcessPayload, ServerChangedPayload } from 'mcp-swagger-ipc';
import { isRunning } from './support/is-running.js';
import { connectModern, connectSession } from './support/mcp-clients.js';
import { type Listening, listenTo } from './support/listen-to.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';
import type { ServerBody } from './support/bodies.js';

let api: RunningApi;
let upstream: Upstream;
let browser: Listening;
let monitor: Listening;
let server: ServerBody;
let endpoint: string;

beforeAll(async () => {
  [api, upstream] = await Promise.all([startApi(), startUpstream()]);
  [browser, monitor] = await Promise.all([listenTo(api.url), listenTo(`${api.url}/monitoring`)]);
  const created = await api.send<ServerBody>('POST', '/api/servers', { name: 'books', openapiUrl: upstream.documentUrl });
  expect(created.status).toBe(201);
  const started = await api.send<ServerBody>('POST', `/api/servers/${created.body.id}/start?wait=true`);
  server = started.body;
  endpoint = server.process.endpoint as string;
});

afterAll(async () => {
  browser.stop();
  monitor.stop();
  await api.stop();
  await upstream.stop();
});

const connections = () => api.get<{ connections: ConnectionView[]; activeConnections: number; totalConnections: number; processStatus: string }>('/api/mcp/connections');

describe('An OpenAPI document', () => {
  it('becomes a running MCP server', () => {
    expect(server).toMatchObject({ name: 'books', desiredState: 'running', process: { state: 'running', toolCount: 3 } });
    expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/);
  });

  it('is told to browsers at once', async () => {
    await browser.heard<ServerChangedPayload>('server:changed', ({ serverId, change }) => serverId === server.id && change === 'created');
    await browser.heard<ProcessPayload>('monitoring:process', ({ serverId, process }) => serverId === server.id && process.state === 'running');
  });

  it('is called by a client of the older protocol, and its connection is seen from its beginning to its end', async () => {
    await monitor.ask('subscribe_mcp_connections', { serverId: server.id });
    const { client, transport } = await connectSession(endpoint, 'older');
    const sessionId = transport.sessionId as string;

    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).toSorted()).toEqual(['addBook', 'getBook', 'listBooks']);
    const answer = await client.callTool({ name: 'getBook', arguments: { id: '7' } });
    expect(answer.isError ?? false).toBe(false);
    expect(JSON.stringify(answer.content)).toContain('红楼梦 📚');
    expect(upstream.seen.at(-1)).toMatchObject({ method: 'GET', url: '/books/7' });

    const event = await browser.heard<ConnectionEventPayload>('mcp:connection:event', (payload) => payload.sessionId === sessionId && payload.event === 'connected');
    expect(event).toMatchObject({ serverId: server.id, kind: 'session', clientInfo: { name: 'older', version: '1.0.0' } });
    await monitor.heard<{ connection: ConnectionView }>('mcp_connection_established', ({ connection }) => connection.sessionId === sessionId);
    expect((await connections()).connections).toMatchObject([{ sessionId, serverId: server.id, clientIP: '127.0.0.1', clientInfo: { name: 'older' } }]);
    expect(await api.get(`/api/mcp/connections/${sessionId}`)).toMatchObject({ sessionId });
    expect(await api.get('/api/mcp/connections/count')).toMatchObject({ activeConnections: 1, totalConnections: 1 });
    expect(await api.get('/api/mcp/connections/status')).toMatchObject({ processStatus: 'healthy', activeConnections: 1 });
    expect(await api.get('/api/nodes')).toMatchObject({ nodes: [{ isThis: true, connections: 1 }] });

    await transport.terminateSession();
    await client.close();
    const closed = await browser.heard<ConnectionEventPayload>('mcp:connection:event', (payload) => payload.sessionId === sessionId && payload.event === 'disconnected');
    expect(closed.duration).toBeGreaterThan(0);
    await monitor.heard<{ sessionId: string }>('mcp_connection_closed', (payload) => payload.sessionId === sessionId);
    expect(await connections()).toMatchObject({ connections: [], activeConnections: 0, totalConnections: 1 });
  });

  it('is called by a client of the stateless protocol, which is seen as a derived connection', async () => {
    const client = await connectModern(endpoint, 'newer');
    const { tools } = await client.listTools();
    expect(tools).toHaveLength(3);
    const answer = await client.callTool({ name: 'addBook', arguments: { id: '8' } });
    expect(JSON.stringify(answer.content)).toContain('8');
    expect(upstream.seen.at(-1)).toMatchObject({ method: 'POST', url: '/books', body: '{"id":"8"}' });
    await browser.heard<ConnectionEventPayload>('mcp:connection:event', ({ clientInfo, event }) => clientInfo.name === 'newer' && event === 'connected');
    const seen = (await connections()).connections.find(({ clientInfo }) => clientInfo.name === 'newer');
    expect(seen?.kind).toBe('derived');
    await client.close();
  });

  it('ends a session when an operator disconnects it', async () => {
    const { client, transport } = await connectSession(endpoint, 'unwanted');
    const sessionId = transport.sessionId as string;
    await browser.heard<ConnectionEventPayload>('mcp:connection:event', (payload) => payload.sessionId === sessionId && payload.event === 'connected');
    expect((await api.send('DELETE', `/api/mcp/connections/${sessionId}`)).status).toBe(204);
    await browser.heard<ConnectionEventPayload>('mcp:connection:event', (payload) => payload.sessionId === sessionId && payload.event === 'disconnected');
    await expect(client.listTools()).rejects.toThrow();
    await client.close();
  });

  it('answers the sockets of both generations of names', async () => {
    expect(await browser.ask('subscribeServerMetrics', { serverId: server.id })).toEqual({ success: true });
    expect(await browser.ask('subscribeServerLogs', { serverId: server.id })).toEqual({ success: true });
    expect(await browser.ask('getMCPConnectionStats', { serverId: server.id })).toEqual({ success: true });
    expect(await browser.ask('getAllMCPConnectionStats')).toEqual({ success: true });
    await browser.heard('mcpConnectionStats');
    await browser.heard<{ servers: unknown[] }>('allMCPConnectionStats', ({ servers }) => servers.length === 1);
    expect(await browser.ask('subscribeServerMetrics', { serverId: 'nobody' })).toMatchObject({ success: false, error: expect.stringContaining('nobody') });
    expect(await browser.ask('subscribeServerMetrics', 'nonsense')).toMatchObject({ success: false });
    expect(await monitor.ask('subscribe_mcp_connections')).toMatchObject({ status: 'subscribed', room: 'mcp_connections_default' });
    expect(await monitor.ask('unsubscribe_mcp_connections', {})).toMatchObject({ status: 'unsubscribed' });

    const { client, transport } = await connectSession(endpoint, 'in-a-room');
    for (const name of ['mcpConnectionChanged', 'mcpConnectionLog', 'monitoring:mcp:connection']) {
      await browser.heard<ConnectionEventPayload>(name, ({ sessionId }) => sessionId === transport.sessionId);
    }
    await transport.terminateSession();
    await client.close();
  });

  it('has the connection paths by server', async () => {
    expect(await api.get(`/api/servers/${server.id}/mcp/connections`)).toMatchObject({ success: true, data: { serverId: server.id, processStatus: 'healthy' } });
    expect(await api.get(`/api/servers/${server.id}/mcp/connections/count`)).toMatchObject({ success: true, data: { serverId: server.id } });
    expect(await api.get('/api/servers/mcp/connections/overview')).toMatchObject({ success: true, data: { summary: { totalServers: 1 } } });
    expect(await api.get('/api/system')).toMatchObject({ mcp: { process: { total: 1, running: 1, failed: 0 } } });
    expect(await browser.heard('monitoring:unified')).toMatchObject({ mcp: { process: { running: 1 } } });
    expect(await browser.heard('monitoring:system')).toMatchObject({ uptime: expect.any(Number) });
  });

  it('survives the death of its process: the connections end, and it comes back on the same port', async () => {
    const { client, transport } = await connectSession(endpoint, 'bereft');
    await browser.heard<ConnectionEventPayload>('mcp:connection:event', ({ sessionId }) => sessionId === transport.sessionId);
    const { pid } = await api.get<{ pid: number }>(`/api/processes/${server.id}`);
    process.kill(pid, 'SIGKILL');

    const exit = await browser.heard<{ serverId: string; signal: string }>('mcp:process:exit');
    expect(exit).toMatchObject({ serverId: server.id, signal: 'SIGKILL' });
    const closed = await browser.heard<ConnectionEventPayload>('mcp:connection:event', ({ sessionId, event }) => sessionId === transport.sessionId && event === 'disconnected');
    expect(closed.reason).toContain('SIGKILL');
    await browser.heard<ProcessPayload>('monitoring:process', ({ process: view }) => view.state === 'running' && view.generation === 2);
    expect(await api.get(`/api/processes/${server.id}`)).toMatchObject({ state: 'running', endpoint, restarts: 1 });

    const again = await connectSession(endpoint, 'returned');
    expect((await again.client.listTools()).tools).toHaveLength(3);
    await again.client.close();
    await client.close();
  });

  it('shows what its process said, and told it to whoever stood in its room', async () => {
    await browser.heard<{ serverId: string; lines: { text: string }[] }>('processLogsUpdated', ({ serverId, lines }) => serverId === server.id && lines.some(({ text }) => text.includes('generation 2')));
    const { lines } = await api.get<{ lines: { text: string }[] }>(`/api/processes/${server.id}/logs`);
    expect(lines.some(({ text }) => text.includes('generation 2'))).toBe(true);
  });

  it('takes its new credentials without showing them, and keeps them out of the process list', async () => {
    const canary = 'canary-7f3a9';
    const updated = await api.send<ServerBody>('PATCH', `/api/servers/${server.id}`, { auth: { type: 'bearer', token: canary }, headers: { 'X-Team': `${canary}-team` } });
    expect(updated.body).toMatchObject({ auth: { type: 'bearer', set: true }, headers: [{ name: 'X-Team', set: true }] });
    expect(updated.body.process).toMatchObject({ state: 'running', generation: 2 });
    await browser.heard<ProcessPayload>('monitoring:process', ({ process: view }) => view.lastReload?.success === true);
    const { client } = await connectSession(endpoint, 'with-credentials');
    await client.callTool({ name: 'getBook', arguments: { id: '1' } });
    await client.close();
    expect(upstream.seen.at(-1)?.headers).toMatchObject({ authorization: `Bearer ${canary}`, 'x-team': `${canary}-team` });
    const { pid } = await api.get<{ pid: number }>(`/api/processes/${server.id}`);
    const shown = [
      JSON.stringify(await api.get('/api/servers')),
      JSON.stringify(await api.get(`/api/processes/${server.id}/logs`)),
      await readFile(`/proc/${pid}/cmdline`, 'utf8'),
      await readFile(`/proc/${pid}/environ`, 'utf8'),
      api.output(),
    ].join('\n');
    expect(shown).not.toContain(canary);
  });

  it('ends with the API, also when nobody reads any more what that prints: SIGTERM stops the children first, and none is left', async () => {
    for (const stream of [api.process.stdout, api.process.stderr]) stream?.destroy();
    const { pid } = await api.get<{ pid: number }>(`/api/processes/${server.id}`);
    const { code } = await api.stop();
    expect(code).toBe(0);
    expect(isRunning(pid)).toBe(false);
  });
});
