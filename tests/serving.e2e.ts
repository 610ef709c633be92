import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { WebSocketClientTransport } from '@modelcontextprotocol/sdk/client/websocket.js';
import { WebSocket } from 'ws';
import type { ProblemBody, ServerBody } from './support/bodies.js';
import { connectSession } from './support/mcp-clients.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';
import { until } from './support/until.js';

// Node 20 has none of its own, and the client looks for a global one.
globalThis.WebSocket ??= WebSocket as unknown as typeof globalThis.WebSocket;

let api: RunningApi;
let upstream: Upstream;

beforeAll(async () => {
  [api, upstream] = await Promise.all([startApi(), startUpstream()]);
});

afterAll(async () => {
  await api.stop();
  await upstream.stop();
});

const OVERLAY = `
overlay: 1.0.0
info: { title: Asks for two keys, version: 1.0.0 }
actions:
  - target: $
    update:
      security: [{ appId: [], appKey: [] }]
  - target: $.components
    update:
      securitySchemes:
        appId: { type: apiKey, in: header, name: X-App-Id }
        appKey: { type: apiKey, in: header, name: X-App-Key }
  - target: $.paths['/books/{id}'].get
    update: { operationId: readBook }
`;

/** Creates and starts a server; its id and endpoint. */
async function started(body: object): Promise<{ id: string; endpoint: string }> {
  const created = await api.send<ServerBody>('POST', '/api/servers', { openapiData: upstream.document, baseUrl: upstream.url, ...body });
  expect(created.status).toBe(201);
  const { body: answer } = await api.send<ServerBody>('POST', `/api/servers/${created.body.id}/start?wait=true`);
  return { id: created.body.id, endpoint: answer.process.endpoint ?? '' };
}

describe('How a document is served', () => {
  it('is set over REST: overlays, the way tools are shown, and credentials by security scheme', async () => {
    const credentials = { appId: { type: 'apikey', value: 'id-4711-secret' }, appKey: { type: 'apikey', value: 'key-0815-secret' } };
    const { id, endpoint } = await started({ name: 'serving', overlays: [OVERLAY], toolMode: 'search', credentials });
    const { client } = await connectSession(endpoint);
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['search_tools', 'describe_tool', 'call_tool']);
    await client.callTool({ name: 'call_tool', arguments: { name: 'readBook', arguments: { id: '7' } } });
    expect(upstream.seen.at(-1)).toMatchObject({ url: '/books/7', headers: { 'x-app-id': 'id-4711-secret', 'x-app-key': 'key-0815-secret' } });
    await client.close();

    const shown = await api.get<Record<string, unknown>>(`/api/servers/${id}`);
    expect(shown).toMatchObject({ toolMode: 'search', credentials: [{ name: 'appId', type: 'apikey', set: true }, { name: 'appKey', type: 'apikey', set: true }] });
    expect(JSON.stringify(shown)).not.toMatch(/-secret/);

    // Credentials that are not entered again are kept.
    await api.send('PATCH', `/api/servers/${id}`, { toolMode: 'all', headers: { 'X-Tenant': 'a' } });
    const { body } = await api.send<ServerBody>('POST', `/api/servers/${id}/start?wait=true`);
    const again = await connectSession(body.process.endpoint ?? '');
    expect((await again.client.listTools()).tools.map(({ name }) => name)).toContain('readBook');
    await again.client.callTool({ name: 'readBook', arguments: { id: '8' } });
    expect(upstream.seen.at(-1)).toMatchObject({ url: '/books/8', headers: { 'x-app-key': 'key-0815-secret', 'x-tenant': 'a' } });
    await again.client.close();
  });

  it('is at a port of its own that the system gives, and for nobody but this machine', async () => {
    const endpoints = (await Promise.all([started({ name: 'one port' }), started({ name: 'another port' })])).map(({ endpoint }) => new URL(endpoint));
    expect(endpoints.map(({ hostname }) => hostname)).toEqual(['127.0.0.1', '127.0.0.1']);
    expect(new Set(endpoints.map(({ port }) => port)).size).toBe(2);
    for (const { port } of endpoints) {
      await expect(fetch(`http://127.0.0.1:${port}/mcp`)).resolves.toBeDefined();
      // What listened to every address would answer there, too.
      for (const host of ['127.0.0.2', '[::1]']) await expect(fetch(`http://${host}:${port}/mcp`)).rejects.toThrow();
    }
  });

  it.each([
    ['sse', (endpoint: string) => new SSEClientTransport(new URL(endpoint))],
    ['websocket', (endpoint: string) => new WebSocketClientTransport(new URL(endpoint.replace('http', 'ws')))],
  ])('may go over %s, and its client is seen', async (transport, connect) => {
    const { id, endpoint } = await started({ name: `over ${transport}`, transport });
    const client = new Client({ name: `client-${transport}`, version: '1' });
    await client.connect(connect(endpoint) as Parameters<typeof client.connect>[0]);
    expect((await client.listTools()).tools).toHaveLength(3);
    await until(async () => {
      const { connections } = await api.get<{ connections: { clientInfo: { name: string } }[] }>(`/api/mcp/connections?serverId=${id}`);
      return connections.some(({ clientInfo }) => clientInfo.name === `client-${transport}`);
    });
    await client.close();
  });

  it.each([
    ['a tool mode that is none', { toolMode: 'some' }, /toolMode/],
    ['a credential of no kind', { credentials: { a: { type: 'magic' } } }, /credentials/],
  ])('refuses %s', async (_, body, message) => {
    const refused = await api.send<ProblemBody>('POST', '/api/servers', { name: 'wrong', openapiData: upstream.document, ...body });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toMatch(message);
  });
});
