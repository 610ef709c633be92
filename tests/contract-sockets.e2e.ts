import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Acknowledgement, type AlertPayload, commandSchema, type ConnectionEventPayload, type ConnectionsPayload, type ConnectionStatsPayload, type ErrorPayload, type LogLineView, messageDataSchemas, type ProcessExitPayload, type ServerChangedPayload, type Subscribed, type ToolsChangedPayload } from 'mcp-swagger-ipc';
import { io } from 'socket.io-client';
import type { ServerBody } from './support/bodies.js';
import { type Listening, listenTo } from './support/listen-to.js';
import { connectSession } from './support/mcp-clients.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';
import { until } from './support/until.js';

/** What a Socket.IO client may rely on: one started API, real processes whose pipes can be cut, real MCP clients. */
const MUTABLE = fileURLToPath(new URL('support/mutable-server.mjs', import.meta.url));
const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

let api: RunningApi;
let upstream: Upstream;
let server: ServerBody;
let other: ServerBody;
const opened: Listening[] = [];
/** The names of all that these tests were told and asked. */
const used = new Set<string>();

async function run(name: string): Promise<ServerBody> {
  const { body } = await api.send<ServerBody>('POST', '/api/servers', { name, openapiUrl: upstream.documentUrl });
  return (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
}

async function listen(namespace = ''): Promise<Listening> {
  const listening = await listenTo(api.url + namespace);
  opened.push(listening);
  listening.socket.onAny((name: string) => used.add(name));
  listening.socket.onAnyOutgoing((name: string) => used.add(name));
  return listening;
}

async function connect(to: ServerBody): Promise<{ sessionId: string; call(): Promise<unknown>; leave(): Promise<void> }> {
  const { client, transport } = await connectSession(to.process.endpoint as string, 'socket-contract');
  return {
    sessionId: transport.sessionId as string,
    call: () => client.callTool({ name: 'getBook', arguments: { id: '1' } }),
    leave: async () => {
      await transport.terminateSession();
      await client.close();
    },
  };
}

beforeAll(async () => {
  [api, upstream] = await Promise.all([
    startApi({ env: { MCP_STATS_INTERVAL: '100', MCP_HEARTBEAT_INTERVAL: '200', MCP_ERROR_THRESHOLD: '4', ALERT_INTERVAL: '100', MCP_SERVER_SCRIPT_PATH: MUTABLE } }),
    startUpstream(),
  ]);
  server = await run('told');
  other = await run('other');
});

afterAll(async () => {
  for (const listening of opened) listening.stop();
  await api.stop();
  await upstream.stop();
});

describe('Everybody on /', () => {
  it('hears who comes and goes, at once, with what they did', async () => {
    const browser = await listen();
    const client = await connect(server);
    const own = (event: string) => (payload: ConnectionEventPayload) => payload.sessionId === client.sessionId && payload.event === event;
    const came = await browser.heard<ConnectionEventPayload>('mcp:connection:event', own('connected'));
    expect(came).toMatchObject({ serverId: server.id, timestamp: instant, kind: 'session', clientInfo: { name: 'socket-contract' }, connection: { sessionId: client.sessionId, requestCount: expect.any(Number) } });
    await browser.heard('monitoring:mcp:connection', own('connected'));
    await client.call();
    const stats = await browser.heard<ConnectionStatsPayload>('mcp:connection:stats', ({ connections }) => connections.some(({ sessionId, lastTool }) => sessionId === client.sessionId && lastTool === 'getBook'));
    expect(stats).toMatchObject({ serverId: server.id, timestamp: instant, activeConnections: 1, totalConnections: expect.any(Number), processStatus: 'healthy', source: 'pipe' });
    await client.leave();
    const went = await browser.heard<ConnectionEventPayload>('mcp:connection:event', own('disconnected'));
    expect(went).toMatchObject({ reason: 'the client ended its session', duration: expect.any(Number) });
  });

  it('hears how the system does, every five seconds', async () => {
    const browser = await listen();
    expect(await browser.heard('monitoring:unified')).toMatchObject({ serverId: '*', timestamp: instant, mcp: { connections: { activeConnections: expect.any(Number) }, process: { total: 2 }, ipc: { messagesReceived: expect.any(Number) } }, system: { pid: api.process.pid } });
    expect(await browser.heard('monitoring:system')).toMatchObject({ serverId: '*', memory: { rss: expect.any(Number) }, uptime: expect.any(Number) });
  });

  it('hears of a process that was killed, and that its connections ended with it', async () => {
    const browser = await listen();
    const client = await connect(other);
    await browser.heard<ConnectionEventPayload>('mcp:connection:event', ({ sessionId }) => sessionId === client.sessionId);
    process.kill(other.process.pid as number, 'SIGKILL');
    const exit = await browser.heard<ProcessExitPayload>('mcp:process:exit');
    expect(exit).toMatchObject({ serverId: other.id, timestamp: instant, pid: other.process.pid, code: null, signal: 'SIGKILL', reason: 'It was ended by SIGKILL.' });
    const went = await browser.heard<ConnectionEventPayload>('mcp:connection:event', ({ sessionId, event }) => sessionId === client.sessionId && event === 'disconnected');
    expect(went.reason).toBe('The process ended. It was ended by SIGKILL.');
    const ended = async () => (await api.get<{ connections: { sessionId: string; reason: string }[] }>(`/api/mcp/connections/history?serverId=${other.id}`)).connections;
    await until(async () => (await ended()).length === 1);
    expect(await ended()).toMatchObject([{ sessionId: client.sessionId, reason: went.reason }]);
    await browser.heard<{ serverId: string; process: { state: string } }>('monitoring:process', ({ serverId, process: { state } }) => serverId === other.id && state === 'running');
    expect(await api.get(`/api/servers/${other.id}/mcp/connections/count`)).toMatchObject({ data: { activeConnections: 0, totalConnections: 1 } });
  });
});

describe('Everybody on / hears', () => {
  it('that a server has other tools', async () => {
    const browser = await listen();
    await api.send('PATCH', `/api/servers/${other.id}`, { filters: { exclude: ['operation:addBook'] } });
    expect(await browser.heard<ToolsChangedPayload>('mcp:tools:changed')).toMatchObject({ serverId: other.id, timestamp: instant, toolCount: 2, removed: ['addBook'] });
  });
});

describe('The rooms of /', () => {
  it('tell of one server only those who asked, until they ask no more', async () => {
    const [asking, silent] = [await listen(), await listen()];
    expect(await asking.ask<Acknowledgement>('subscribeServerMetrics', { serverId: server.id })).toEqual({ success: true });
    expect(await asking.ask<Acknowledgement>('subscribeServerLogs', { serverId: server.id })).toEqual({ success: true });
    const client = await connect(server);
    const own = ({ sessionId }: ConnectionEventPayload) => sessionId === client.sessionId;
    expect(await asking.heard('mcpConnectionChanged', own)).toMatchObject({ serverId: server.id, event: 'connected' });
    await asking.heard('mcpConnectionLog', own);
    process.kill((await api.get<{ pid: number }>(`/api/processes/${server.id}`)).pid, 'SIGHUP');
    const logs = await asking.heard<{ serverId: string; lines: LogLineView[] }>('processLogsUpdated');
    expect(logs).toMatchObject({ serverId: server.id, lines: expect.arrayContaining([expect.objectContaining({ text: expect.any(String), level: expect.any(String) })]) });
    const told: string[] = [];
    silent.socket.onAny((name: string) => told.push(name));
    expect(await asking.ask<Acknowledgement>('unsubscribeServerMetrics', { serverId: server.id })).toEqual({ success: true });
    expect(await asking.ask<Acknowledgement>('unsubscribeServerLogs', { serverId: server.id })).toEqual({ success: true });
    asking.socket.onAny((name: string) => told.push(name));
    await client.leave();
    await silent.heard<ConnectionEventPayload>('mcp:connection:event', (payload) => own(payload) && payload.event === 'disconnected');
    await silent.ask('getAllMCPConnectionStats');
    expect(told.filter((name) => ['mcpConnectionChanged', 'mcpConnectionLog', 'processLogsUpdated'].includes(name))).toEqual([]);
  });

  it('answer who asks for the connections of one server, or of all', async () => {
    const browser = await listen();
    expect(await browser.ask('getMCPConnectionStats', { serverId: server.id })).toEqual({ success: true });
    expect(await browser.heard('mcpConnectionStats')).toMatchObject({ serverId: server.id, timestamp: instant, activeConnections: 0, totalConnections: expect.any(Number), processStatus: expect.any(String), connections: [] });
    expect(await browser.ask('getAllMCPConnectionStats')).toEqual({ success: true });
    const all = await browser.heard<{ servers: ConnectionsPayload[] }>('allMCPConnectionStats');
    expect(all).toMatchObject({ serverId: '*', timestamp: instant });
    expect(all.servers.map(({ serverId }) => serverId).toSorted()).toEqual([server.id, other.id].toSorted());
  });

  it.each(['subscribeServerMetrics', 'subscribeServerLogs', 'getMCPConnectionStats'])('refuse %s for a server that there is not, or without one', async (name) => {
    const browser = await listen();
    expect(await browser.ask(name, { serverId: crypto.randomUUID() })).toEqual({ success: false, error: expect.stringContaining('no server') });
    expect(await browser.ask(name, { serverId: 7 })).toEqual({ success: false, error: expect.stringContaining('serverId') });
    expect(await browser.ask(name)).toEqual({ success: false, error: expect.any(String) });
  });
});

describe('/monitoring', () => {
  it('gives who subscribes the connections at once, and then what changes', async () => {
    const [one, all] = [await listen('/monitoring'), await listen('/monitoring')];
    expect(await one.ask<Subscribed>('subscribe_mcp_connections', { serverId: server.id })).toEqual({ status: 'subscribed', room: `mcp_connections_${server.id}`, timestamp: instant });
    expect(await all.ask<Subscribed>('subscribe_mcp_connections')).toMatchObject({ status: 'subscribed', room: 'mcp_connections_default' });
    expect(await one.heard('mcp_connections_data')).toMatchObject({ serverId: server.id, timestamp: instant, connections: [] });
    expect(await all.heard('mcp_connections_data')).toMatchObject({ serverId: '*' });
    const client = await connect(server);
    for (const listening of [one, all]) {
      const told = await listening.heard<{ connection: { sessionId: string } }>('mcp_connection_established', ({ connection }) => connection.sessionId === client.sessionId);
      expect(told).toMatchObject({ serverId: server.id, timestamp: instant });
    }
    await one.heard<ConnectionsPayload>('mcp_connections_data', ({ activeConnections }) => activeConnections === 1);
    await client.leave();
    expect(await all.heard('mcp_connection_closed', ({ sessionId }: { sessionId: string }) => sessionId === client.sessionId)).toMatchObject({ serverId: server.id, duration: expect.any(Number) });
    expect(await one.ask<Subscribed>('unsubscribe_mcp_connections', { serverId: server.id })).toMatchObject({ status: 'unsubscribed', room: `mcp_connections_${server.id}` });
    expect(await one.ask('subscribe_mcp_connections', { serverId: crypto.randomUUID() })).toMatchObject({ success: false, error: expect.any(String) });
  });
});

describe('A browser whose connection broke', () => {
  it('comes back to its rooms, and is told what happened meanwhile', async () => {
    const socket = io(`${api.url}/monitoring`, { transports: ['websocket'], reconnectionDelay: 50, reconnectionDelayMax: 50 });
    try {
      await new Promise<void>((resolve) => socket.once('connect', resolve));
      await socket.timeout(120_000).emitWithAck('subscribe_mcp_connections', { serverId: server.id });
      // A first event gives the client the offset from which it goes on.
      const told = new Promise<void>((resolve) => socket.once('mcp_connection_established', () => resolve()));
      const first = await connect(server);
      await told;
      const established: string[] = [];
      socket.on('mcp_connection_established', ({ connection }: { connection: { sessionId: string } }) => established.push(connection.sessionId));
      socket.io.reconnection(false);
      const lost = new Promise<void>((resolve) => socket.once('disconnect', () => resolve()));
      socket.io.engine.close();
      await lost;
      const meanwhile = await connect(server);
      await until(async () => (await fetch(`${api.url}/api/mcp/connections/${meanwhile.sessionId}`)).status === 200);
      socket.connect();
      await new Promise<void>((resolve) => socket.once('connect', resolve));
      expect(socket.recovered).toBe(true);
      await until(() => Promise.resolve(established.includes(meanwhile.sessionId)));
      const later = await connect(server);
      await until(() => Promise.resolve(established.includes(later.sessionId)));
      for (const client of [first, meanwhile, later]) await client.leave();
    } finally {
      socket.disconnect();
    }
  });
});

describe('A pipe that says what nobody understands', () => {
  it('is counted by kind and server, told beyond the threshold, and raises an alert', async () => {
    const browser = await listen();
    const fresh = await run('babbling');
    process.kill(fresh.process.pid as number, 'SIGHUP');
    expect(await browser.heard<ErrorPayload>('mcp:error', ({ serverId }) => serverId === fresh.id)).toMatchObject({ timestamp: instant, code: 'PARSE_ERRORS', message: expect.stringMatching(/^4 lines/) });
    const { servers } = await api.get<{ servers: { serverId: string; errorCount: number; parseErrors: object }[] }>('/api/system/ipc');
    expect(servers.find(({ serverId }) => serverId === fresh.id)).toMatchObject({ errorCount: 4, parseErrors: { json: 1, version: 1, type: 1, shape: 1, overlong: 0 } });
    expect(await (await fetch(`${api.url}/metrics`)).text()).toContain(`mcp_ipc_parse_errors_total{server="${fresh.id}",kind="version"} 1`);
    expect(await browser.heard<AlertPayload>('alert:changed', ({ serverId }) => serverId === fresh.id)).toMatchObject({ timestamp: instant, alert: { metric: 'parseErrors', state: 'raised' } });
    await api.send('DELETE', `/api/servers/${fresh.id}`);
    await browser.heard<ServerChangedPayload>('server:changed', ({ serverId, change }) => serverId === fresh.id && change === 'deleted');
  });
});

describe('A pipe that falls silent', () => {
  it('is bridged by asking the process, marked as such, and takes over again without counting anybody twice', async () => {
    const silent = await run('silent');
    const browser = await listen();
    const pid = silent.process.pid as number;
    const before = await connect(silent);
    const count = () => api.get<{ data: { source: string; processStatus: string; connectionStats: { activeConnections: number; totalConnections: number } } }>(`/api/servers/${silent.id}/mcp/connections`);
    await until(async () => (await count()).data.connectionStats.activeConnections === 1);
    process.kill(pid, 'SIGUSR2');
    const unheard = await connect(silent);
    // On a busy machine the last words of the pipe may come after the client did.
    await until(async () => (await count()).data.source === 'poll' && (await count()).data.connectionStats.activeConnections === 2);
    expect((await count()).data.connectionStats.totalConnections).toBe(2);
    expect(await api.get('/api/mcp/connections/status')).toMatchObject({ source: 'poll' });
    await browser.heard<ConnectionStatsPayload>('mcp:connection:stats', ({ serverId, source, connections }) => serverId === silent.id && source === 'poll' && connections.some(({ sessionId }) => sessionId === unheard.sessionId));
    process.kill(pid, 'SIGUSR2');
    const after = await connect(silent);
    await until(async () => (await count()).data.source === 'pipe' && (await count()).data.connectionStats.activeConnections === 3);
    expect((await count()).data.connectionStats.totalConnections).toBe(3);
    const { servers } = await api.get<{ servers: { serverId: string; gaps: number; lost: number }[] }>('/api/system/ipc');
    const own = servers.find(({ serverId }) => serverId === silent.id);
    expect([own?.gaps, (own?.lost ?? 0) > 0]).toEqual([1, true]);
    await browser.heard<ConnectionStatsPayload>('mcp:connection:stats', ({ serverId, source, activeConnections }) => serverId === silent.id && source === 'pipe' && activeConnections === 3);
    for (const client of [before, unheard, after]) await client.leave();
    await until(async () => (await count()).data.connectionStats.activeConnections === 0);
    await api.send('DELETE', `/api/servers/${silent.id}`);
  });
});

describe('/metrics', () => {
  it('tells Prometheus of connections, calls by tool and status, processes, pipes and the API itself', async () => {
    const client = await connect(server);
    await client.call();
    const scrape = async () => {
      const answer = await fetch(`${api.url}/metrics`);
      expect(answer.headers.get('content-type')).toContain('text/plain');
      return answer.text();
    };
    const call = `mcp_call_duration_seconds_count{server="${server.id}",tool="getBook",status="2xx",error="false"}`;
    await until(async () => (await scrape()).includes(call));
    const text = await scrape();
    for (const name of ['mcp_connections_total', 'mcp_process_restarts_total', 'mcp_ipc_messages_total', 'mcp_ipc_latency_seconds']) expect(text).toContain(`${name}{server="${server.id}"}`);
    expect(text).toContain(`mcp_connections_active{server="${server.id}"} 1`);
    expect(text).toContain(`mcp_process_state{server="${server.id}",state="running"} 1`);
    for (const name of ['nodejs_eventloop_lag_seconds', 'process_resident_memory_bytes', 'database_writes_waiting']) expect(text).toContain(`\n${name} `);
    await client.leave();
  });
});

describe('docs/messages.md', () => {
  const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
  const named = [...read('docs/messages.md').split('## Socket.IO')[1]?.matchAll(/`((?:mcp|monitoring|server|alert)[:_][\w:]+|(?:un)?subscribe\w+|get\w+|\w+(?:Changed|Updated|Log|Stats))(?: \{[^}]*\})?`/g) ?? []].map(([, name]) => name as string);

  it('names every line that a process may say or be told', () => {
    const lines = [...Object.keys(messageDataSchemas), 'BATCH', ...commandSchema.options.map(({ shape }) => shape.command.value)];
    const text = read('docs/messages.md').split('## Socket.IO')[0] ?? '';
    expect(lines.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  it('names every event and message that is typed, and no other', () => {
    const typed = [...read('packages/mcp-swagger-ipc/src/browser-events.ts').matchAll(/^ {2}'?([\w:]+)'?: \(payload/gm)].map(([, name]) => name as string);
    expect(typed.length).toBeGreaterThan(20);
    expect([...new Set(named)].toSorted()).toEqual([...new Set(typed)].toSorted());
  });

  // Last, for it looks at what the others did.
  it('names nothing that these tests have not heard or said to a running API', () => {
    expect(named.filter((name) => !used.has(name))).toEqual([]);
  });
});
