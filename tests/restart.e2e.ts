import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { ServerBody } from './support/bodies.js';
import { isRunning } from './support/is-running.js';
import { connectSession } from './support/mcp-clients.js';
import { readiness, type RunningApi, startApi } from './support/start-api.js';
import { startUpstream } from './support/start-upstream.js';
import { until } from './support/until.js';

const opened: RunningApi[] = [];
const dataDir = await mkdtemp(join(tmpdir(), 'mcp-swagger-restart-'));

afterAll(async () => {
  for (const api of opened) await api.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}): Promise<RunningApi> {
  const api = await startApi({ dataDir, env });
  opened.push(api);
  return api;
}

const servers = async (api: RunningApi) => (await api.get<{ servers: ServerBody[] }>('/api/servers')).servers;

async function settled(api: RunningApi, id: string): Promise<ServerBody> {
  return (await api.send<ServerBody>('POST', `/api/servers/${id}/start?wait=true`)).body;
}

describe('The next start', () => {
  it('offers the sample on the first start, and a client can call it', async () => {
    const api = await start({ SAMPLE_SERVER: 'true' });
    const [sample] = await servers(api);
    expect(sample).toMatchObject({ name: 'tea-house', desiredState: 'running' });
    const { process: view } = await settled(api, (sample as ServerBody).id);
    const { client } = await connectSession(view.endpoint as string);
    const menu = await client.callTool({ name: 'listTeas', arguments: { kind: 'green' } });
    expect(JSON.stringify(menu.content)).toContain('龙井');
    const order = await client.callTool({ name: 'placeOrder', arguments: { teaId: 'sencha', pots: 2 } });
    expect(JSON.stringify(order.content)).toContain('steeping');
    await client.close();
    expect((await api.stop()).code).toBe(0);
  });

  it('finds everything as it was, also after the API was killed: the servers run again, on their ports, with their credentials', async () => {
    const upstream = await startUpstream();
    const first = await start();
    const { body } = await first.send<ServerBody>('POST', '/api/servers', {
      name: 'books',
      openapiUrl: upstream.documentUrl,
      port: await freePort(),
      auth: { type: 'bearer', token: 'canary-restart' },
    });
    const before = await settled(first, body.id);
    const childPid = before.process.pid as number;
    first.process.kill('SIGKILL');
    await new Promise((resolve) => first.process.once('close', resolve));

    const second = await start();
    const after = await settled(second, body.id);
    expect(after.process).toMatchObject({ state: 'running', endpoint: before.process.endpoint });
    expect(after.process.pid).not.toBe(childPid);
    expect(isRunning(childPid)).toBe(false);
    const { client } = await connectSession(after.process.endpoint as string);
    await client.callTool({ name: 'getBook', arguments: { id: '1' } });
    await client.close();
    expect(upstream.seen.at(-1)?.headers['authorization']).toBe('Bearer canary-restart');
    await second.stop();
    await upstream.stop();
  });

  it('keeps the key to itself and no secret in clear', async () => {
    expect((await stat(join(dataDir, 'encryption.key'))).mode & 0o777).toBe(0o600);
    for (const file of await filesBelow(dataDir)) {
      const content = await readFile(file);
      if (content.includes('canary-restart')) throw new Error(`${file} holds the token in clear.`);
    }
  });

  it('does not offer the sample again once it was deleted', async () => {
    const api = await start({ SAMPLE_SERVER: 'true' });
    const sample = (await servers(api)).find(({ name }) => name === 'tea-house') as ServerBody;
    expect((await api.send('DELETE', `/api/servers/${sample.id}`)).status).toBe(204);
    await api.stop();
    const again = await start({ SAMPLE_SERVER: 'true' });
    expect((await servers(again)).map(({ name }) => name)).toEqual(['books']);
    await again.stop();
  });
});

describe('A database that is killed', () => {
  it('comes back by itself: MCP goes on meanwhile, and nothing that was acknowledged is lost', async () => {
    const api = await start({ SAMPLE_SERVER: 'false' });
    const [books] = await servers(api);
    const { process: view } = await settled(api, (books as ServerBody).id);
    const [pid] = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGKILL');
    const { client } = await connectSession(view.endpoint as string);
    expect((await client.listTools()).tools).toHaveLength(3);
    await client.close();
    await until(async () => (await readiness(api)).status === 'ok');
    expect((await servers(api)).map(({ name }) => name)).toEqual(['books']);
    expect((await api.stop()).code).toBe(0);
  });
});

/** A free port below those that the system hands out by itself, so that no other test is given it meanwhile. */
async function freePort(): Promise<number> {
  const port = 20_000 + Math.floor(Math.random() * 10_000);
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
  return isFree ? port : freePort();
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
