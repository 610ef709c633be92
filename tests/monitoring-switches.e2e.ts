import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConnectionEventPayload } from 'mcp-swagger-ipc';
import type { ServerBody } from './support/bodies.js';
import { listenTo } from './support/listen-to.js';
import { connectSession } from './support/mcp-clients.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';
import { until } from './support/until.js';

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.stop());

async function withServer(env: Record<string, string>, use: (api: RunningApi, server: ServerBody) => Promise<void>): Promise<void> {
  const api = await startApi({ env: { MCP_STATS_INTERVAL: '100', MCP_HEARTBEAT_INTERVAL: '300', HEALTH_CHECK_INTERVAL: '3000', ...env } });
  try {
    const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'switched', openapiUrl: upstream.documentUrl });
    await use(api, (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body);
  } finally {
    await api.stop();
  }
}

describe('MCP_CONNECTION_MONITORING_ENABLED=false', () => {
  it('has processes report no connections, calls and heartbeats; they serve, answer health checks and are shown as alive', async () => {
    await withServer({ MCP_CONNECTION_MONITORING_ENABLED: 'false' }, async (api, server) => {
      const { client, transport } = await connectSession(server.process.endpoint as string);
      await client.callTool({ name: 'getBook', arguments: { id: '1' } });
      await until(async () => (await api.get<{ checks: unknown[] }>(`/api/servers/${server.id}/health`)) !== undefined && (await api.get<{ lastHealthCheck: unknown }>(`/api/processes/${server.id}`)).lastHealthCheck !== null);
      expect(await api.get('/api/mcp/connections')).toMatchObject({ activeConnections: 0, totalConnections: 0, connections: [], processStatus: 'healthy' });
      expect(await api.get(`/api/servers/${server.id}/metrics`)).toMatchObject({ calls: { total: 0 } });
      expect(await api.get(`/api/processes/${server.id}`)).toMatchObject({ state: 'running', heartbeat: null });
      await transport.terminateSession();
      await client.close();
    });
  });
});

describe('MCP_DETAILED_LOGS=false', () => {
  it('shows of the addresses of clients the network, and of their user agents the product', async () => {
    await withServer({ MCP_DETAILED_LOGS: 'false' }, async (api, server) => {
      const browsers = [await listenTo(api.url), await listenTo(`${api.url}/monitoring`)];
      const told: unknown[] = [];
      for (const { socket } of browsers) socket.onAny((name: string, payload: unknown) => void (/connection/i.test(name) && told.push([name, payload])));
      await browsers[0]?.ask('subscribeServerMetrics', { serverId: server.id });
      await browsers[0]?.ask('subscribeServerLogs', { serverId: server.id });
      await browsers[1]?.ask('subscribe_mcp_connections', { serverId: server.id });
      const { client, transport } = await connectSession(server.process.endpoint as string);
      const list = () => api.get<{ connections: { clientIP: string; userAgent: string; clientInfo: object; requestCount: number }[] }>('/api/mcp/connections');
      await client.callTool({ name: 'getBook', arguments: { id: '1' } });
      const { sessionId: left } = transport;
      // Events and statistics are masked alike.
      await until(async () => ((await list()).connections[0]?.requestCount ?? 0) > 0);
      const [own] = (await list()).connections;
      expect(own).toMatchObject({ clientIP: '127.0.0.x', userAgent: expect.stringMatching(/^[a-z]+$/i), clientInfo: { ip: '127.0.0.x' } });
      expect(JSON.stringify(own)).not.toContain('127.0.0.1');
      await transport.terminateSession();
      await client.close();
      // So it is told to browsers, and so it is remembered.
      await browsers[0]?.heard<ConnectionEventPayload>('mcpConnectionLog', ({ sessionId, event }) => sessionId === left && event === 'disconnected');
      await browsers[1]?.heard<{ sessionId: string }>('mcp_connection_closed', ({ sessionId }) => sessionId === left);
      const history = () => api.get<{ connections: { clientIP: string; userAgent: string }[] }>('/api/mcp/connections/history');
      await until(async () => (await history()).connections.length === 1);
      expect((await history()).connections).toMatchObject([{ clientIP: '127.0.0.x', userAgent: own?.userAgent }]);
      expect(JSON.stringify(told)).toContain('127.0.0.x');
      expect(JSON.stringify([told, await history()])).not.toContain('127.0.0.1');
      for (const browser of browsers) browser.stop();
    });
  });
});

describe('The switches of one server', () => {
  it('win over the environment, hold at once where they can, and concern no other server', async () => {
    await withServer({ MCP_HEARTBEAT_INTERVAL: '60000' }, async (api, server) => {
      const monitoring = { maskClients: true, keepHistory: false, heartbeatIntervalMs: 100 };
      const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'discreet', openapiUrl: upstream.documentUrl, monitoring });
      const discreet = (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
      expect(discreet).toMatchObject({ monitoring });
      const list = async (serverId: string) => (await api.get<{ connections: { sessionId: string; clientIP: string }[] }>(`/api/mcp/connections?serverId=${serverId}`)).connections;
      const history = async (serverId: string) => (await api.get<{ connections: unknown[] }>(`/api/mcp/connections/history?serverId=${serverId}`)).connections;
      const heartbeat = async ({ id }: ServerBody) => JSON.stringify((await api.get<{ heartbeat: unknown }>(`/api/processes/${id}`)).heartbeat);

      const [open, masked] = [await connectSession(server.process.endpoint as string), await connectSession(discreet.process.endpoint as string)];
      await until(async () => (await list(server.id)).length === 1 && (await list(discreet.id)).length === 1);
      expect([(await list(server.id))[0]?.clientIP, (await list(discreet.id))[0]?.clientIP]).toEqual(['127.0.0.1', '127.0.0.x']);
      const [before, itsBefore] = [await heartbeat(server), await heartbeat(discreet)];
      await until(async () => (await heartbeat(discreet)) !== itsBefore);
      expect(await heartbeat(server)).toBe(before);

      // Who is connected stays, and is masked at once.
      expect((await api.send<{ applied: string }>('PATCH', `/api/servers/${server.id}`, { monitoring: { maskClients: true } })).body.applied).toBe('reloaded');
      expect(await list(server.id)).toMatchObject([{ sessionId: open.transport.sessionId, clientIP: '127.0.0.x' }]);

      await masked.transport.terminateSession();
      await open.transport.terminateSession();
      await until(async () => (await history(server.id)).length === 1);
      expect(await history(discreet.id)).toEqual([]);

      // Of its own history a server tells no more than it shall keep.
      const short = async (historyLimit: number) => (await api.send<{ applied: string }>('PATCH', `/api/servers/${server.id}`, { monitoring: { maskClients: true, historyLimit } })).body.applied;
      expect(await short(0)).toBe('reloaded');
      const unseen = await connectSession(server.process.endpoint as string);
      await unseen.transport.terminateSession();
      await until(async () => (await list(server.id)).length === 0);
      expect(await history(server.id)).toHaveLength(1);
      await unseen.client.close();

      // How it reports is settled when a process starts.
      expect((await api.send<{ applied: string }>('PATCH', `/api/servers/${server.id}`, { monitoring: { enabled: false } })).body.applied).toBe('replaced');
      const silent = await connectSession((await api.get<ServerBody>(`/api/servers/${server.id}`)).process.endpoint as string);
      await silent.client.callTool({ name: 'getBook', arguments: { id: '1' } });
      expect(await list(server.id)).toEqual([]);
      expect(await api.get(`/api/servers/${server.id}/metrics`)).toMatchObject({ calls: { total: 0 } });
      await Promise.all([open, masked, silent].map(({ client }) => client.close()));

      expect(await api.send('PATCH', `/api/servers/${server.id}`, { monitoring: { statsIntervalMs: 5 } })).toMatchObject({ status: 400, body: { detail: expect.stringContaining('statsIntervalMs') } });
    });
  });
});
