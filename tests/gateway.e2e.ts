import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { Client as SdkClient } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { WebSocket } from 'ws';
import type { ServerBody } from './support/bodies.js';
import { connectModern, connectSession } from './support/mcp-clients.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';
import { until } from './support/until.js';

let api: RunningApi;
let upstream: Upstream;
let books: ServerBody;

async function startServer(name: string, fields: object = {}): Promise<ServerBody> {
  const { body } = await api.send<ServerBody>('POST', '/api/servers', { name, openapiUrl: upstream.documentUrl, ...fields });
  return (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
}

const at = (name: string) => `${api.url}/mcp/${encodeURIComponent(name)}`;
const callBook = (client: Pick<Client, 'callTool'>, id = '7') => client.callTool({ name: 'getBook', arguments: { id } });

interface ConnectionsBody {
  connections: { serverId: string; clientIP?: string; kind: string; requestCount: number; clientInfo: { name?: string; ip?: string } }[];
}

beforeAll(async () => {
  [api, upstream] = await Promise.all([startApi({ env: { MCP_STATS_INTERVAL: '200' } }), startUpstream()]);
  books = await startServer('books & more');
});

afterAll(async () => {
  await api.stop();
  await upstream.stop();
});

describe('A server through the gateway', () => {
  it('serves clients of the era with sessions, by name and by id', async () => {
    for (const endpoint of [at('books & more'), at(books.id)]) {
      const { client, transport } = await connectSession(endpoint);
      expect((await client.listTools()).tools.map(({ name }) => name)).toContain('getBook');
      expect((await callBook(client)).structuredContent).toEqual({ id: '7', title: '红楼梦 📚' });
      await transport.terminateSession();
      await client.close();
    }
  });

  it('serves clients of the era without sessions', async () => {
    const client = await connectModern(at('books & more'));
    expect((await client.callTool({ name: 'getBook', arguments: { id: '7' } })).structuredContent).toEqual({ id: '7', title: '红楼梦 📚' });
    await client.close();
  });

  it('brings the news of a reload over the stream of a session', async () => {
    const { client } = await connectSession(at('books & more'));
    const heard = new Promise<void>((resolve) => client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve()));
    await api.send('PATCH', `/api/servers/${books.id}`, { filters: { include: ['operation:getBook'] } });
    await heard;
    expect((await client.listTools()).tools).toHaveLength(1);
    await api.send('PATCH', `/api/servers/${books.id}`, { filters: {} });
    await client.close();
  });

  it('is seen as the connection of its real client', async () => {
    const { client } = await connectSession(at('books & more'), 'through-the-gateway');
    const find = async () => (await api.get<ConnectionsBody>('/api/mcp/connections')).connections.find(({ clientInfo }) => clientInfo.name === 'through-the-gateway');
    await until(async () => (await find()) !== undefined);
    expect(await find()).toMatchObject({ serverId: books.id, kind: 'session', clientInfo: { ip: '127.0.0.1' } });
    await client.close();
  });

  it('believes what a client says of another address only when the gateway says it', async () => {
    const message = { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'liar', version: '1' } } };
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', 'X-Forwarded-For': '203.0.113.9', 'X-Mcp-Caller': 'root root', 'X-Mcp-Gateway': 'x'.repeat(64) };
    const direct = await fetch(books.process.endpoint as string, { method: 'POST', headers, body: JSON.stringify(message) });
    expect(direct.status).toBe(200);
    const find = async () => (await api.get<ConnectionsBody>('/api/mcp/connections')).connections.find(({ clientInfo }) => clientInfo.name === 'liar');
    await until(async () => (await find()) !== undefined);
    expect((await find())?.clientInfo).toMatchObject({ ip: '127.0.0.1' });
    expect((await find())?.clientInfo).not.toHaveProperty('subject');
  });

  it('ends a session that the client ends, and knows it no more', async () => {
    const { client, transport } = await connectSession(at('books & more'));
    const { sessionId } = transport;
    await transport.terminateSession();
    await client.close();
    const response = await fetch(at('books & more'), { headers: { Accept: 'text/event-stream', 'Mcp-Session-Id': sessionId ?? '' } });
    expect(response.status).toBe(404);
  });

  it('serves the transport of 2024 at the same address', async () => {
    const server = await startServer('old way', { transport: 'sse' });
    const client = new SdkClient({ name: 'sse-client', version: '1' });
    await client.connect(new SSEClientTransport(new URL(at('old way'))));
    expect((await callBook(client)).structuredContent).toEqual({ id: '7', title: '红楼梦 📚' });
    await client.close();
    await api.send('DELETE', `/api/servers/${server.id}`);
  });

  it('serves sockets at the same address', async () => {
    const server = await startServer('sockets', { transport: 'websocket' });
    const socket = new WebSocket(at('sockets').replace('http', 'ws'), 'mcp');
    const answered = new Promise<string>((resolve, reject) => {
      socket.once('error', reject);
      socket.on('message', (data: Buffer) => resolve(data.toString()));
      socket.once('open', () => socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'socket-client', version: '1' } } })));
    });
    expect(JSON.parse(await answered)).toMatchObject({ id: 1, result: { serverInfo: {} } });
    socket.close();
    await api.send('DELETE', `/api/servers/${server.id}`);
  });

  it('refuses a socket for a server that has none, for a group of the same name, and for nobody', async () => {
    for (const [url, status] of [[at('books & more'), 400], [`${api.url}/mcp/group/books%20%26%20more`, 404], [at('nobody'), 404]] as const) {
      const refused = await new Promise<number | undefined>((resolve) => {
        const socket = new WebSocket(url.replace('http', 'ws'), 'mcp');
        socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
        socket.once('error', () => {});
      });
      expect([url, refused]).toEqual([url, status]);
    }
  });

  it('tells clients without sessions apart that are the same but for what they say of themselves', async () => {
    const names = ['one of two', 'the other of two'];
    const clients = [await connectModern(at('books & more'), names[0]), await connectModern(at('books & more'), names[1])];
    for (let turn = 0; turn < 3; turn += 1) for (const client of clients) await callBook(client as unknown as Client);
    const requests = async () => {
      const { connections } = await api.get<ConnectionsBody>('/api/mcp/connections');
      return names.map((name) => connections.filter(({ kind, clientInfo }) => kind === 'derived' && clientInfo.name === name).map(({ requestCount }) => requestCount));
    };
    // Each asked once who is there, and called three times.
    await until(async () => JSON.stringify(await requests()) === '[[4],[4]]');
    for (const client of clients) await client.close();
  });

  it('runs no command of anybody where that was not switched on', async () => {
    const refused = { status: 403, body: { code: 'COMMANDS_NOT_ALLOWED' } };
    const command = { program: process.execPath };
    expect(await api.send('POST', '/api/servers', { name: 'program', command })).toMatchObject(refused);
    for (const change of [{ command }, { environment: { A: 'b' } }]) expect(await api.send('PATCH', `/api/servers/${books.id}`, change)).toMatchObject(refused);
  });

  it('tells what passes, by caller and server', async () => {
    const { client } = await connectSession(at('books & more'));
    await client.close();
    const { traffic } = await api.get<{ traffic: { serverId: string; caller: { id: string }; calls: number; bytesIn: number; bytesOut: number }[] }>('/api/gateway');
    const line = traffic.find(({ serverId, caller }) => serverId === books.id && caller.id === 'local');
    expect(line?.calls).toBeGreaterThan(3);
    expect(line?.bytesOut).toBeGreaterThan(100);
  });

  it('follows a server that is renamed, stopped and deleted', async () => {
    const server = await startServer('before');
    await api.send('PATCH', `/api/servers/${server.id}`, { name: 'after' });
    const status = async (name: string) => (await fetch(at(name), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })).status;
    await until(async () => (await status('before')) === 404);
    expect(await status('after')).toBe(400);
    await api.send('POST', `/api/servers/${server.id}/stop?wait=true`);
    expect(await status('after')).toBe(503);
    await api.send('DELETE', `/api/servers/${server.id}`);
    expect(await status('after')).toBe(404);
  });
});

describe('A restart behind the gateway', () => {
  it('ends sessions with 404, so that a client that begins again goes on', async () => {
    const { client, transport } = await connectSession(at('books & more'));
    const old = transport.sessionId ?? '';
    await api.send('POST', `/api/servers/${books.id}/restart?wait=true`);
    await expect(callBook(client)).rejects.toMatchObject({ code: 404 });
    await client.close();
    const again = await connectSession(at('books & more'));
    expect(again.transport.sessionId).not.toBe(old);
    expect((await callBook(again.client)).structuredContent).toMatchObject({ id: '7' });
    await again.client.close();
  });

  it('goes unnoticed in the era without sessions, whatever the child does', async () => {
    const client = await connectModern(at('books & more'));
    for (let round = 0; round < 3; round += 1) {
      const restarted = api.send('POST', `/api/servers/${books.id}/restart`);
      for (let call = 0; call < 10; call += 1) expect((await client.callTool({ name: 'getBook', arguments: { id: '7' } })).isError).not.toBe(true);
      await restarted;
    }
    await client.close();
  });
});
