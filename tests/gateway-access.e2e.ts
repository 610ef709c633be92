import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { ServerBody } from './support/bodies.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';
import { until } from './support/until.js';

const PASSWORD = 'a long password of the admin';

let api: RunningApi;
let upstream: Upstream;
let mine: ServerBody;
let other: ServerBody;

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${api.url}${path}`, {
    method,
    headers: { ...basic(), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

const basic = () => ({ Authorization: `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}` });

async function startServer(name: string): Promise<ServerBody> {
  const { id } = await ask<ServerBody>('POST', '/api/servers', { name, openapiUrl: upstream.documentUrl });
  return await ask<ServerBody>('POST', `/api/servers/${id}/start?wait=true`);
}

const keyFor = (name: string, ...scopes: string[]) => ask<{ id: string; key: string }>('POST', '/api/keys', { name, scopes });

async function connect(name: string, key: string): Promise<{ client: Client; transport: StreamableHTTPClientTransport }> {
  const client = new Client({ name: 'keyed', version: '1' });
  const transport = new StreamableHTTPClientTransport(new URL(`${api.url}/mcp/${name}`), { requestInit: { headers: { Authorization: `Bearer ${key}` } } });
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  return { client, transport };
}

const initialize = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c', version: '1' } } });

async function status(name: string, headers: Record<string, string>): Promise<number> {
  const response = await fetch(`${api.url}/mcp/${name}`, { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers }, body: initialize });
  await response.text();
  return response.status;
}

beforeAll(async () => {
  [api, upstream] = await Promise.all([startApi({ env: { ADMIN_PASSWORD: PASSWORD, MCP_STATS_INTERVAL: '200', GATEWAY_RATE_LIMIT: '5' } }), startUpstream()]);
  [mine, other] = await Promise.all([startServer('mine'), startServer('other')]);
});

afterAll(async () => {
  await api.stop();
  await upstream.stop();
});

describe('Where callers must prove who they are, the gateway', () => {
  it('refuses who proves nothing, and tells how to', async () => {
    const response = await fetch(`${api.url}/mcp/mine`, { method: 'POST', body: initialize });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="mcp-swagger"']);
    expect(await response.json()).toMatchObject({ jsonrpc: '2.0', error: { data: { code: 'UNAUTHORIZED' } } });
  });

  it('lets a key call the servers of its scopes, and no others', async () => {
    const one = (await keyFor('one', `mcp:${mine.id}`)).key;
    const all = (await keyFor('all', 'mcp')).key;
    const reader = (await keyFor('reader', 'read')).key;
    const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });
    expect(await Promise.all([one, all, reader, 'mcpsw_wrong'].map((key) => status('mine', bearer(key))))).toEqual([200, 200, 403, 401]);
    expect(await Promise.all([one, all].map((key) => status('other', bearer(key))))).toEqual([403, 200]);
    expect(await status(other.id, bearer(one))).toBe(403);
    expect(await status('mine', basic())).toBe(200);
  });

  it('tells an unknown server from one that may not be called only to those who may call', async () => {
    const { key } = await keyFor('narrow', `mcp:${mine.id}`);
    expect(await status('nobody', { Authorization: `Bearer ${key}` })).toBe(403);
    expect(await status('nobody', basic())).toBe(404);
  });

  it('shows whose connection it is', async () => {
    const { key } = await keyFor('Zoë & friends', 'mcp');
    const { client } = await connect('mine', key);
    const subjects = async () => (await ask<{ connections: { clientInfo: { subject?: string } }[] }>('GET', '/api/mcp/connections')).connections.map(({ clientInfo }) => clientInfo.subject);
    await until(async () => (await subjects()).includes('Zoë & friends'));
    await client.close();
  });

  it('keeps the session of one key from another', async () => {
    const [one, two] = [await keyFor('first', 'mcp'), await keyFor('second', 'mcp')];
    const { client, transport } = await connect('mine', one.key);
    const stream = (key: string) => fetch(`${api.url}/mcp/mine`, { method: 'DELETE', headers: { Authorization: `Bearer ${key}`, 'Mcp-Session-Id': transport.sessionId ?? '' } });
    expect((await stream(two.key)).status).toBe(404);
    expect((await stream(one.key)).status).toBe(200);
    await client.close();
  });

  it('ends an open stream with the key that opened it', async () => {
    const { id, key } = await keyFor('short-lived', 'mcp');
    const { client, transport } = await connect('mine', key);
    const request = httpRequest(`${api.url}/mcp/mine`, { headers: { Authorization: `Bearer ${key}`, Accept: 'text/event-stream', 'Mcp-Session-Id': transport.sessionId ?? '' } });
    request.on('error', () => {});
    request.end();
    const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
    expect(response.statusCode).toBe(200);
    const ended = new Promise((resolve) => response.once('close', resolve));
    response.on('error', () => {});
    response.resume();
    await ask('DELETE', `/api/keys/${id}`);
    await ended;
    expect(await status('mine', { Authorization: `Bearer ${key}` })).toBe(401);
    await client.close();
  });

  it('tells what each key did at which server, also to Prometheus', async () => {
    const { id, key } = await keyFor('counted', 'mcp');
    expect(await status('other', { Authorization: `Bearer ${key}` })).toBe(200);
    const { traffic } = await ask<{ traffic: { serverId: string; caller: object; calls: number; errors: number }[] }>('GET', '/api/gateway');
    expect(traffic).toContainEqual(expect.objectContaining({ serverId: other.id, caller: { id, name: 'counted' }, calls: 1, errors: 0 }));
    const metrics = await (await fetch(`${api.url}/metrics`, { headers: basic() })).text();
    expect(metrics).toContain(`mcp_gateway_requests_total{server="${other.id}",caller="${id}",error="false"} 1`);
  });

  it('limits each caller by itself', async () => {
    const [eager, calm] = [await keyFor('eager', 'mcp'), await keyFor('calm', 'mcp')];
    const many = await Promise.all(Array.from({ length: 60 }, () => status('mine', { Authorization: `Bearer ${eager.key}` })));
    expect(many.filter((code) => code === 429).length).toBeGreaterThan(0);
    expect(await status('mine', { Authorization: `Bearer ${calm.key}` })).toBe(200);
  });
});
