import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createListener } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EndedConnectionView, ProcessView } from 'mcp-swagger-ipc';
import type { ProblemBody, ServerBody } from './support/bodies.js';
import { connectSession } from './support/mcp-clients.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { until } from './support/until.js';

/** An upstream that answers when it is told to. */
const held: ServerResponse[] = [];
const upstream = createServer((_, response) => void held.push(response));
let api: RunningApi;

beforeAll(async () => {
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  api = await startApi({ env: { ALLOW_PRIVATE_NETWORK: 'true' } });
});

afterAll(async () => {
  await api.stop();
  upstream.closeAllConnections();
  upstream.close();
});

const openapiData = {
  openapi: '3.0.0',
  info: { title: 'Slow', version: '1' },
  servers: [{ url: 'http://127.0.0.1:1' }],
  paths: { '/slow': { get: { operationId: 'slow', responses: { 200: { description: 'at last' } } } } },
};

type Changed = ServerBody & ProblemBody & { applied: string; limits: object; port: number | null };

async function run(name: string, fields: object = {}): Promise<ServerBody> {
  const servers = [{ url: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}` }];
  const { body } = await api.send<ServerBody>('POST', '/api/servers', { name, openapiData: { ...openapiData, servers }, ...fields });
  return (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
}

const patch = (id: string, fields: object) => api.send<Changed>('PATCH', `/api/servers/${id}`, fields);
const view = (id: string) => api.get<ProcessView>(`/api/processes/${id}`);

describe('A change that no running process can take over', () => {
  it('is served by another process, while the old one finishes its call; both are in the books', async () => {
    const { id, process: before } = await run('rolling');
    const { client } = await connectSession(before.endpoint as string, 'old-client');
    const answer = client.callTool({ name: 'slow', arguments: {} });
    await until(() => Promise.resolve(held.length === 1));

    const { status, body } = await patch(id, { limits: { maxConnections: 5 } });
    expect([status, body.applied]).toEqual([200, 'replaced']);
    expect(body).toMatchObject({ limits: { maxConnections: 5 }, process: { state: 'running', generation: 2, draining: [{ generation: 1, pid: before.pid }], lastReload: { success: true } } });
    const { client: next } = await connectSession(body.process.endpoint as string, 'new-client');
    await until(async () => (await api.get<{ activeConnections: number }>(`/api/mcp/connections/count`)).activeConnections === 2);

    held.pop()?.end('{"late":true}');
    expect(JSON.stringify(await answer)).toContain('late');
    await until(async () => (await view(id)).draining.length === 0);
    const { connections } = await api.get<{ connections: EndedConnectionView[] }>('/api/mcp/connections/history');
    expect(connections).toMatchObject([{ clientInfo: { name: 'old-client' } }]);
    expect(await api.get('/api/mcp/connections')).toMatchObject({ activeConnections: 1, totalConnections: 2, processStatus: 'healthy', connections: [{ clientInfo: { name: 'new-client' } }] });
    expect(await api.get(`/api/processes/${id}`)).toMatchObject({ generation: 2, lastExit: null, history: [{ generation: 1, expected: true, reason: 'Another process took its place.' }] });
    await Promise.all([client.close(), next.close()]);
  });

  it('is refused and not stored when the new process cannot serve; the old one goes on', async () => {
    const { id, process: before } = await run('stays');
    const foreign = createListener();
    await once(foreign.listen(0, '127.0.0.1'), 'listening');
    const { port } = foreign.address() as AddressInfo;
    const answer = await patch(id, { port, description: 'half of it' });
    foreign.close();
    expect(answer).toMatchObject({ status: 409, body: { code: 'PORT_TAKEN', detail: expect.stringContaining(String(port)) } });
    expect(await api.get(`/api/servers/${id}`)).toMatchObject({ port: null, description: '', process: { state: 'running', generation: 1, pid: before.pid, lastReload: { success: false } } });
    expect(await patch(id, { port })).toMatchObject({ status: 200, body: { applied: 'replaced', port, process: { generation: 3, endpoint: `http://127.0.0.1:${port}/mcp` } } });
  });

  it('stops and starts a server whose port is fixed and stays, and the answer says so', async () => {
    const { servers } = await api.get<{ servers: Changed[] }>('/api/servers');
    const { id, port } = servers.find(({ name }) => name === 'stays') as Changed;
    expect((await patch(id, { limits: { maxConnections: 7 } })).body.applied).toBe('restarted');
    await api.send('POST', `/api/servers/${id}/start?wait=true`);
    expect(await view(id)).toMatchObject({ state: 'running', endpoint: `http://127.0.0.1:${port}/mcp` });
  });

  it.each([
    ['sse', '/sse'],
    ['websocket', '/mcp'],
  ])('may be its transport: %s', async (transport, endpoint) => {
    const { id } = await run(`becomes-${transport}`);
    const { body } = await patch(id, { transport, endpoint });
    expect(body).toMatchObject({ applied: 'replaced', process: { state: 'running', transport, generation: 2 } });
  });

  it('is stored for the next start of a server that is stopped', async () => {
    const { id } = await run('asleep');
    await api.send('POST', `/api/servers/${id}/stop?wait=true`);
    expect((await patch(id, { limits: { maxConnections: 5 } })).body.applied).toBe('stored');
  });

  it('is taken back from the process when it cannot be stored', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mcp-swagger-rolling-'));
    const [go, script] = [join(folder, 'go'), join(folder, 'waits.mjs')];
    const bin = fileURLToPath(new URL('../packages/mcp-swagger-server/bin/mcp-swagger-server.js', import.meta.url));
    await writeFile(script, `import { existsSync } from 'node:fs';\nprocess.argv[1] = ${JSON.stringify(bin)};\nwhile (!existsSync(${JSON.stringify(go)})) await new Promise((resolve) => setTimeout(resolve, 20));\nawait import(${JSON.stringify(bin)});\n`);
    await writeFile(go, '');
    const own = await startApi({ env: { MCP_SERVER_SCRIPT_PATH: script } });
    try {
      const { body } = await own.send<ServerBody>('POST', '/api/servers', { name: 'before', openapiData });
      await own.send('POST', `/api/servers/${body.id}/start?wait=true`);
      const process = () => own.get<ProcessView>(`/api/processes/${body.id}`);
      await rm(go);
      const answer = own.send<Changed>('PATCH', `/api/servers/${body.id}`, { name: 'wanted' });
      await until(async () => (await process()).replacement !== null);
      expect((await own.send('POST', '/api/servers', { name: 'wanted', openapiData })).status).toBe(201);
      await writeFile(go, '');
      expect(await answer).toMatchObject({ status: 409, body: { code: 'SERVER_NAME_TAKEN' } });
      expect(await own.get(`/api/servers/${body.id}`)).toMatchObject({ name: 'before', process: { state: 'running', generation: 3 } });
      const { client } = await connectSession((await process()).endpoint as string);
      expect(client.getServerVersion()?.name).toBe('before');
      await client.close();
    } finally {
      await own.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
