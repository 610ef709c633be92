import { afterEach, describe, expect, it } from '@jest/globals';
import type { McpServerOptions } from '../index.js';
import { type Channel, sseChannel, webSocketChannel } from '../testing/channels.js';
import { managedChild } from '../testing/managed-child.js';
import { INITIALIZE, initializeOf, rawRequest, toolCall } from '../testing/raw-http.js';
import { type SampleServer, sampleServer } from '../testing/sample-server.js';
import { until } from '../testing/until.js';

let sample: SampleServer;
afterEach(() => sample.close());

const INITIALIZED = { jsonrpc: '2.0', method: 'notifications/initialized' };

describe.each([
  ['sse' as const, sseChannel],
  ['websocket' as const, webSocketChannel],
])('%s', (transport, connect) => {
  async function start(options: Partial<McpServerOptions> = {}): Promise<Channel> {
    sample = await sampleServer({ transport, ...options });
    return connect(sample);
  }

  async function began(options: Partial<McpServerOptions> = {}): Promise<Channel> {
    const channel = await start(options);
    await channel.say(INITIALIZE);
    await channel.answer(0);
    await channel.say(INITIALIZED);
    return channel;
  }

  it('is a session from the message that says who the client is to the end of the channel', async () => {
    const channel = await start();
    expect([sample.server.connections(), sample.events]).toEqual([[], []]);
    await channel.say(INITIALIZE);
    expect(await channel.answer(0)).toMatchObject({ result: { protocolVersion: '2025-11-25' } });
    expect(sample.events).toMatchObject([{ event: 'connected', kind: 'session', clientInfo: { name: 'raw', version: '1.2.3', ip: '127.0.0.1', protocolVersion: '2025-11-25' } }]);
    channel.drop();
    await until(() => sample.server.connections().length === 0, 'the session is over');
    expect(sample.events.at(-1)).toMatchObject({ event: 'disconnected', sessionId: sample.events[0]?.sessionId, reason: expect.stringContaining('closed') });
  });

  it.each(['2024-11-05', '2025-03-26', '2025-06-18'])('speaks %s', async (protocolVersion) => {
    const channel = await start();
    await channel.say(initializeOf(protocolVersion));
    expect(await channel.answer(0)).toMatchObject({ result: { protocolVersion } });
  });

  it('answers a ping at any time, and nothing else before it knows who asks', async () => {
    const channel = await start();
    await channel.say({ jsonrpc: '2.0', id: 1, method: 'ping' });
    expect(await channel.answer(1)).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
    await channel.say(toolCall(2, 'getPet', { id: 1 }));
    expect(await channel.answer(2)).toMatchObject({ error: { code: -32_600, message: 'Begin with initialize.' } });
    expect(sample.calls).toEqual([]);
  });

  it('answers calls that come before the client says that it is ready', async () => {
    const channel = await start();
    await channel.say(INITIALIZE);
    await channel.say(toolCall(1, 'getPet', { id: 1 }));
    expect(await channel.answer(1)).toMatchObject({ result: { structuredContent: { path: '/pets/1' } } });
  });

  it('initializes once', async () => {
    const channel = await began();
    await channel.say({ ...INITIALIZE, id: 9 });
    expect(await channel.answer(9)).toMatchObject({ error: { message: 'This session is initialized already.' } });
    expect(sample.events).toHaveLength(1);
  });

  it('refuses an id that a request in flight has', async () => {
    const channel = await began();
    await channel.say(toolCall(1, 'slow'));
    await sample.api.waiting(1);
    await channel.say({ jsonrpc: '2.0', id: 1, method: 'ping' });
    expect(await channel.answer(1)).toMatchObject({ error: { message: 'The request id 1 is in use by a request that is not answered yet.' } });
  });

  it('counts requests until they are answered or cancelled', async () => {
    const channel = await began();
    const counts = (): unknown => sample.server.connections().map(({ requestCount, inFlight }) => [requestCount, inFlight]);
    await channel.say(toolCall(1, 'slow'));
    await channel.say(toolCall(2, 'slow'));
    await sample.api.waiting(2);
    expect(counts()).toEqual([[3, 2]]);
    await channel.say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } });
    await until(() => JSON.stringify(counts()) === '[[3,1]]', 'one is cancelled');
    sample.api.release();
    await channel.answer(2);
    expect(counts()).toEqual([[3, 0]]);
    expect(channel.said.some((message) => message['id'] === 1)).toBe(false);
  });

  it('ends calls in flight when the channel breaks', async () => {
    const channel = await began();
    await channel.say(toolCall(1, 'slow'));
    await sample.api.waiting(1);
    channel.drop();
    await until(() => sample.calls.length === 1, 'the call ended');
    expect(sample.calls).toMatchObject([{ tool: 'slow', isError: true }]);
  });

  it.each([
    ['no JSON', '{"jsonrpc":', -32_700, null],
    ['no JSON-RPC', '{"id":1,"method":"ping"}', -32_600, 1],
    ['an id of null', '{"jsonrpc":"2.0","id":null,"method":"ping"}', -32_600, null],
    ['an id that is no whole number', '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', -32_600, 1.5],
    ['an id beyond 2^53', '{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}', -32_600, null],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32_600, null],
    ['a text that is nested too deep', '['.repeat(100_000), -32_600, null],
  ])('refuses %s and goes on', async (_, text, code, id) => {
    const channel = await began();
    const status = await channel.say(text);
    if (transport === 'sse') expect(status).toBe(400);
    else await until(() => channel.said.some((message) => message['id'] === id && (message['error'] as { code: number }).code === code), 'the error came');
    await channel.say({ jsonrpc: '2.0', id: 77, method: 'ping' });
    expect(await channel.answer(77)).toMatchObject({ result: {} });
  });

  it('ends a session from outside, with its reason', async () => {
    const channel = await began();
    const [session] = sample.server.connections();
    expect(sample.server.closeSession(session?.sessionId ?? '', 'by a test')).toBe(true);
    const closed = await channel.closed;
    if (transport === 'websocket') expect(closed).toEqual({ code: 1008, reason: 'by a test' });
    expect(sample.events.at(-1)).toMatchObject({ event: 'disconnected', reason: 'by a test' });
  });

  it('answers what is in flight and says goodbye when the server stops', async () => {
    const channel = await began();
    await channel.say(toolCall(1, 'slow'));
    await sample.api.waiting(1);
    const stopped = sample.server.close(10_000);
    sample.api.release();
    await channel.answer(1);
    const closed = await channel.closed;
    if (transport === 'websocket') expect(closed).toEqual({ code: 1001, reason: 'the server stopped' });
    await stopped;
    expect(sample.events.at(-1)).toMatchObject({ event: 'disconnected', reason: 'the server stopped' });
  });

  it('turns away who comes beyond the limit', async () => {
    await began({ limits: { maxConnections: 1 } });
    const closed = await (await connect(sample)).closed;
    expect(closed.code).toBe(transport === 'sse' ? 503 : 1013);
    expect(sample.events.at(-1)).toMatchObject({ event: 'rejected', kind: 'session', reason: '1 of 1 connections are in use' });
  });

  it('gives the place of whoever was idle longest to a newcomer, if it is told to', async () => {
    const old = await began({ limits: { maxConnections: 1, onLimit: 'evict-oldest' } });
    const young = await connect(sample);
    const closed = await old.closed;
    if (transport === 'websocket') expect(closed).toMatchObject({ code: 1013, reason: expect.stringContaining('idle longest') });
    await young.say(INITIALIZE);
    await young.answer(0);
    expect(sample.events.map(({ event }) => event)).toEqual(['connected', 'disconnected', 'connected']);
  });

  it('does not keep a place for a client that does not say who it is', async () => {
    const channel = await start({ limits: { sessionIdleTimeoutMs: 1_000, maxConnections: 1 } });
    await channel.closed;
    expect(sample.events).toMatchObject([{ event: 'rejected', reason: 'did not say who it is within 1000 ms' }]);
    const next = await connect(sample);
    await next.say(INITIALIZE);
    expect(await next.answer(0)).toMatchObject({ result: {} });
  });

  it('ends a session that is too old, however busy it is', async () => {
    const channel = await began({ limits: { maxSessionAgeMs: 200 } });
    const ping = setInterval(() => void channel.say({ jsonrpc: '2.0', id: Math.random().toString(), method: 'ping' }).catch(() => {}), 20);
    await channel.closed;
    clearInterval(ping);
    expect(sample.events.at(-1)).toMatchObject({ event: 'disconnected', reason: 'open for 200 ms, the most that a session may last' });
  });

  it.each([
    ['the host of somebody else', { Host: 'evil.example' }, 403, '--allowed-host'],
    ['a page of somebody else', { Origin: 'https://evil.example' }, 403, '--allowed-origin'],
  ])('refuses %s', async (_, headers, status, hint) => {
    await start();
    const upgrade = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'x'.repeat(22), 'Sec-WebSocket-Protocol': 'mcp' };
    const answer = await rawRequest(sample.endpoint.replace('ws:', 'http:'), { method: 'GET', headers: { ...(transport === 'websocket' ? upgrade : {}), ...headers } });
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(hint)]);
  });
});

it.each([
  ['sse' as const, /^http:\/\/127\.0\.0\.1:\d+\/sse$/],
  ['websocket' as const, /^ws:\/\/127\.0\.0\.1:\d+\/mcp$/],
])('a child of the API serves %s, tells of its clients and ends them on command', async (transport, address) => {
  sample = await sampleServer();
  const child = managedChild({ document: { text: sample.api.documentText }, transport });
  try {
    const { endpoint = '' } = (await child.message('SERVER_STARTED')).data;
    expect(endpoint).toMatch(address);
    const channel = await (transport === 'sse' ? sseChannel : webSocketChannel)({ endpoint });
    await channel.say(INITIALIZE);
    const { sessionId } = (await child.message('CONNECTION_EVENT')).data;
    child.send({ command: 'close-session', requestId: 'end', sessionId, reason: 'by command' });
    await channel.closed;
    expect((await child.message('CONNECTION_EVENT', ({ data }) => data.event === 'disconnected')).data).toMatchObject({ sessionId, reason: 'by command', clientInfo: { name: 'raw' } });
    child.send({ command: 'stop', graceMs: 1_000 });
    expect(await child.exit).toEqual({ code: 0, signal: null });
    expect(child.strays).toEqual([]);
  } finally {
    await child.kill();
  }
});
