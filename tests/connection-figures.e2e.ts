import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConnectionView } from 'mcp-swagger-ipc';
import type { ServerBody } from './support/bodies.js';
import { listenTo } from './support/listen-to.js';
import { connectSession } from './support/mcp-clients.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { until } from './support/until.js';

/** The real server, which can be told to say that messages wait. */
const MUTABLE = fileURLToPath(new URL('support/mutable-server.mjs', import.meta.url));
const BROKEN = '{"error":"broken"}';

/** An upstream that fails, or lets whoever calls it wait until it is told otherwise. */
const waiting: ServerResponse[] = [];
const upstream = createServer((request, response) => {
  if (request.url === '/slow') waiting.push(response);
  else response.writeHead(500, { 'Content-Type': 'application/json' }).end(BROKEN);
});
const operation = (operationId: string) => ({ get: { operationId, responses: { 200: { description: 'Fine.' } } } });
const openapiData = JSON.stringify({ openapi: '3.0.3', info: { title: 'Slow', version: '1' }, paths: { '/slow': operation('getSlow'), '/broken': operation('getBroken') } });

let api: RunningApi;
let server: ServerBody;

beforeAll(async () => {
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  api = await startApi({ env: { MCP_STATS_INTERVAL: '100', MCP_SERVER_SCRIPT_PATH: MUTABLE } });
  const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'slow', openapiData, baseUrl: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`, limits: { retries: 0 } });
  server = (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
});

afterAll(async () => {
  await api.stop();
  upstream.closeAllConnections();
  upstream.close();
});

describe('A connection', () => {
  it('is told with what it asked, what of it failed, what it waits for, and how much that was', async () => {
    const { client, transport } = await connectSession(server.process.endpoint as string, 'waits');
    const own = () => api.get<ConnectionView>(`/api/mcp/connections/${transport.sessionId}`);
    expect(await client.callTool({ name: 'getBroken', arguments: {} })).toMatchObject({ isError: true });
    const answered = client.callTool({ name: 'getSlow', arguments: {} });
    await until(async () => (await own()).inFlight === 1 && (await own()).errorCount === 1);
    const before = await own();
    expect(before).toMatchObject({ lastTool: 'getBroken', bytesIn: BROKEN.length, bytesOut: 0 });
    expect(before.requestCount).toBeGreaterThanOrEqual(3);
    waiting[0]?.writeHead(200, { 'Content-Type': 'text/plain' }).end('at last');
    await answered;
    await until(async () => (await own()).lastTool === 'getSlow');
    expect(await own()).toMatchObject({ requestCount: before.requestCount, errorCount: 1, inFlight: 0, bytesIn: `${BROKEN}at last`.length, bytesOut: 0 });
    await client.close();
  });
});

describe('A process whose messages wait', () => {
  it('is told with their number by REST, sockets and /metrics, which a reset does not change, until they are read', async () => {
    const browser = await listenTo(api.url);
    const depth = async () => (await api.get<{ servers: { serverId: string; queueDepth: number }[] }>('/api/system/ipc')).servers.find(({ serverId }) => serverId === server.id)?.queueDepth;
    const pid = server.process.pid as number;
    process.kill(pid, 'SIGWINCH');
    await until(async () => (await depth()) === 7);
    expect(await (await fetch(`${api.url}/metrics`)).text()).toContain(`mcp_ipc_queue_depth{server="${server.id}"} 7`);
    expect((await api.send<{ queueDepth: number }>('POST', '/api/system/ipc/reset')).body.queueDepth).toBe(7);
    await browser.heard<{ mcp: { ipc: { queueDepth: number } } }>('monitoring:unified', ({ mcp }) => mcp.ipc.queueDepth === 7);
    process.kill(pid, 'SIGWINCH');
    await until(async () => (await depth()) === 0);
    browser.stop();
  });
});
