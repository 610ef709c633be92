import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectionViewSchema } from 'mcp-swagger-ipc';
import type { McpServerOptions } from '../index.js';
import { beginSession, rawRequest, toolCall } from '../testing/raw-http.js';
import { sampleApi } from '../testing/sample-api.js';
import { type SampleServer, sampleServer } from '../testing/sample-server.js';
import { createMcpServer } from '../index.js';

const TOKEN = 'internal-token-0123456789';

let sample: SampleServer;
let base: string;
async function serve(options: Partial<McpServerOptions>): Promise<void> {
  sample = await sampleServer(options);
  base = `http://127.0.0.1:${sample.server.internalPort}`;
}
afterEach(() => sample.close());

async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<{ status: number; body: Record<string, unknown> }> {
  const { status, text } = await rawRequest(`${base}${path}`, { method, headers });
  return { status, body: JSON.parse(text === '' ? '{}' : text) as Record<string, unknown> };
}

describe('the internal API', () => {
  beforeEach(() => serve({ internalApi: { port: 0 }, host: '0.0.0.0' }));

  it('tells who is connected, in the shape of the API', async () => {
    expect(await ask('/connections')).toEqual({ status: 200, body: { activeConnections: 0, totalConnections: 0, connections: [], lastUpdated: expect.stringMatching(/^\d{4}-.+Z$/) } });
    const sessionId = await beginSession(sample.endpoint, { headers: { 'User-Agent': 'tester/1' } });
    await rawRequest(sample.endpoint, { headers: { 'Mcp-Session-Id': sessionId }, body: toolCall(1, 'getPet', { id: 1 }) });
    const { body } = await ask('/connections');
    const [connection] = body['connections'] as unknown[];
    expect(connectionViewSchema.strict().parse(connection)).toMatchObject({ sessionId, kind: 'session', serverId: 'library', clientIP: '127.0.0.1', userAgent: 'tester/1', clientInfo: { name: 'raw', protocolVersion: '2025-11-25' }, requestCount: 2 });
    await rawRequest(sample.endpoint, { method: 'DELETE', headers: { 'Mcp-Session-Id': sessionId } });
    expect((await ask('/connections/count')).body).toEqual({ activeConnections: 0, totalConnections: 1, timestamp: expect.stringMatching(/Z$/) });
  });

  it('tells how the process is', async () => {
    expect(await ask('/health')).toEqual({
      status: 200,
      body: { status: 'healthy', eventLoopDelayMs: expect.any(Number), rssBytes: expect.any(Number), uptimeMs: expect.any(Number), activeConnections: 0, toolCount: 3, calls: { total: 0, failed: 0, inFlight: 0 }, events: { events: 0, bytes: 0, kept: 0, evicted: 0, replayed: 0 }, origins: [] },
    });
  });

  it('counts calls, what is kept for lost streams, and the origins that were called', async () => {
    const sessionId = await beginSession(sample.endpoint);
    const headers = { 'Mcp-Session-Id': sessionId };
    await rawRequest(sample.endpoint, { headers, body: toolCall(1, 'flaky', {}, { progressToken: 'p' }) });
    await rawRequest(sample.endpoint, { headers, body: toolCall(2, 'getPet', { id: 404 }) });
    await rawRequest(sample.endpoint, { method: 'GET', headers: { ...headers, Accept: 'text/event-stream', 'Last-Event-ID': '1-1' } });
    expect((await ask('/health')).body).toMatchObject({
      calls: { total: 2, failed: 1, inFlight: 0 },
      events: { events: 2, bytes: expect.any(Number), kept: 2, evicted: 0, replayed: 1 },
      origins: [{ origin: sample.api.url, circuit: 'closed', inFlight: 0, waiting: 0 }],
    });
  });

  it.each([
    ['a path that is not there', '/mcp', {}, 'GET', 404, 'there are /connections, /connections/count, /health'],
    ['a path of every object', '/constructor', {}, 'GET', 404, 'There is nothing here'],
    ['another method', '/health', {}, 'POST', 405, 'use GET'],
    ['a rebound name', '/health', { Host: 'evil.example' }, 'GET', 403, 'is not a name of this server'],
    ['a page of somebody else', '/health', { Origin: 'https://evil.example' }, 'GET', 403, 'may not call this server'],
  ])('refuses %s', async (_, path, headers, method, status, detail) => {
    expect(await ask(path, headers, method)).toMatchObject({ status, body: { status, detail: expect.stringContaining(detail) } });
  });

  it('answers HEAD without a body', async () => {
    expect(await ask('/health?x=1', {}, 'HEAD')).toEqual({ status: 200, body: {} });
  });

  it('listens on the loopback address alone, whatever the endpoint listens on', async () => {
    const elsewhere = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []).find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? '127.0.0.2';
    const socket = connect(sample.server.internalPort ?? 0, elsewhere);
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });

  it('ends with the server', async () => {
    await sample.server.close(0);
    await expect(ask('/health')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('the internal API with a token', () => {
  beforeEach(() => serve({ internalApi: { port: 0, token: TOKEN } }));

  it.each([
    ['nothing', {}],
    ['a wrong token', { Authorization: 'Bearer internal-token-9876543210' }],
    ['a part of the token', { Authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
    ['the token in another form', { Authorization: `Basic ${TOKEN}` }],
  ])('refuses %s, wherever it is shown', async (_, headers) => {
    for (const path of ['/connections', '/connections/count', '/health', '/elsewhere']) {
      const answer = await ask(path, headers);
      expect(answer).toMatchObject({ status: 401, body: { detail: expect.stringContaining('internalApi.token') } });
      expect(JSON.stringify(answer)).not.toContain('9876543210');
    }
  });

  it('answers to the token', async () => {
    expect((await ask('/health', { Authorization: `Bearer ${TOKEN}` })).status).toBe(200);
  });
});

it('has none unless it was asked for', async () => {
  await serve({});
  expect(sample.server.internalPort).toBeUndefined();
});

it('names its port when it is taken, and nothing else is left behind', async () => {
  await serve({});
  const blocker = createServer();
  await new Promise<void>((resolve) => {
    blocker.listen(0, '127.0.0.1', resolve);
  });
  const { port } = blocker.address() as AddressInfo;
  const api = await sampleApi();
  await expect(createMcpServer({ document: { text: api.documentText }, internalApi: { port } })).rejects.toMatchObject({ code: 'PORT_TAKEN', message: expect.stringContaining(`Port ${port} on 127.0.0.1`) });
  await api.close();
  await new Promise((resolve) => {
    blocker.close(resolve);
  });
});
