import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HealthCheckView, ProcessView } from 'mcp-swagger-ipc';
import type { ProblemBody, ServerBody } from './support/bodies.js';
import { isRunning } from './support/is-running.js';
import { connectSession } from './support/mcp-clients.js';
import { type Options, type RunningApi, startApi } from './support/start-api.js';
import { startDocument } from './support/start-document.js';
import { until } from './support/until.js';

const openapiData = {
  openapi: '3.0.0',
  info: { title: 'Books', version: '1' },
  servers: [{ url: 'http://127.0.0.1:1' }],
  paths: { '/books': { get: { operationId: 'listBooks', responses: { 200: { description: 'All books.' } } } } },
};
const BIN = fileURLToPath(new URL('../packages/mcp-swagger-server/bin/mcp-swagger-server.js', import.meta.url));

const opened: RunningApi[] = [];
const folder = await mkdtemp(join(tmpdir(), 'mcp-swagger-supervision-'));
let strays: number[] = [];
/** For whoever needs no settings of its own. */
let api: RunningApi;

beforeAll(async () => {
  api = await start({ env: { HEALTH_CHECK_INTERVAL: '300' } });
});
afterAll(async () => {
  for (const one of opened) await one.stop();
  for (const pid of strays.filter(isRunning)) process.kill(pid, 'SIGKILL');
  strays = [];
  await rm(folder, { recursive: true, force: true });
});

async function start(options: Options = {}): Promise<RunningApi> {
  const started = await startApi(options);
  opened.push(started);
  return started;
}

async function run(api: RunningApi, name: string, fields: object = {}): Promise<ServerBody> {
  const { body } = await api.send<ServerBody>('POST', '/api/servers', { name, openapiData, ...fields });
  return (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
}

async function program(name: string, text: string, mode = 0o755): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text, { mode });
  return file;
}

async function killApi(api: RunningApi): Promise<void> {
  const closed = new Promise((resolve) => api.process.once('close', resolve));
  api.process.kill('SIGKILL');
  await closed;
}

describe('Health', () => {
  it('is looked at over the control channel and, less often, as MCP; nobody is shown as connected for it', async () => {
    const { id } = await run(api, 'healthy');
    const history = async () => (await api.get<{ checks: HealthCheckView[] }>(`/api/servers/${id}/health/history`)).checks;
    // On a busy machine an answer may be late now and then, which is no harm.
    const well = async (kind: string) => (await history()).filter(({ probe, healthy }) => healthy && probe === kind);
    await until(async () => (await well('mcp')).length >= 2);
    const control = await well('control');
    expect(control.length).toBeGreaterThan((await history()).filter(({ probe }) => probe === 'mcp').length);
    expect(control[0]).toMatchObject({ probe: 'control', eventLoopDelayMs: expect.any(Number), error: null });
    let health: object = {};
    await until(async () => (health = await api.get<{ status: string }>(`/api/servers/${id}/health`)).status === 'healthy');
    expect(health).toMatchObject({ serverId: id, state: 'running', missed: { control: 0, mcp: 0 }, threshold: 3, mcp: { healthy: true } });
    expect(await api.get('/api/mcp/connections/count')).toMatchObject({ activeConnections: 0, totalConnections: 0 });
  });

  it.each(['sse', 'websocket'])('of a server over %s is looked at without connecting', async (transport) => {
    const { id } = await run(api, transport, { transport });
    const looks = async () => (await api.get<{ checks: HealthCheckView[] }>(`/api/servers/${id}/health/history`)).checks.filter(({ probe }) => probe === 'mcp');
    await until(async () => (await looks()).some(({ healthy, error }) => healthy && error === null));
    expect(await api.get('/api/mcp/connections/count')).toMatchObject({ totalConnections: 0 });
  });

  it('of a process that is stopped (SIGSTOP) fails: it is killed, and another one runs, with the reason', async () => {
    const { id, process: before } = await run(api, 'frozen');
    process.kill(before.pid as number, 'SIGSTOP');
    await until(async () => (await api.get<ProcessView>(`/api/processes/${id}`)).generation >= 2);
    await api.send('POST', `/api/servers/${id}/start?wait=true`);
    expect(await api.get<ProcessView>(`/api/processes/${id}`)).toMatchObject({ state: 'running', lastExit: { signal: 'SIGKILL', reason: '3 health checks in a row had no answer.' } });
    expect(isRunning(before.pid as number)).toBe(false);
  });
});

describe('The API behind a server', () => {
  it('is looked at where that is asked for: a failure is told, or ends the process, as it is set', async () => {
    let isWell = true;
    const upstream = createHttpServer((request, response) => void response.writeHead(isWell && request.url === '/healthz' ? 204 : 503).end());
    await once(upstream.listen(0, '127.0.0.1'), 'listening');
    const baseUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
    const upstreamProbe = { target: { path: '/healthz' }, intervalMs: 1_000, timeoutMs: 1_000 };
    const { id } = await run(api, 'probed', { baseUrl, upstreamProbe });
    const health = () => api.get<{ status: string; missed: { upstream: number }; upstream: HealthCheckView | null }>(`/api/servers/${id}/health`);
    await until(async () => (await health()).upstream !== null);
    expect(await health()).toMatchObject({ status: 'healthy', upstream: { probe: 'upstream', healthy: true, error: null } });

    isWell = false;
    await until(async () => (await health()).missed.upstream > 3);
    expect(await health()).toMatchObject({ status: 'failing', state: 'running', upstream: { error: expect.stringContaining('503') } });
    expect(await api.get<ProcessView>(`/api/processes/${id}`)).toMatchObject({ state: 'running', generation: 1 });
    const past = await api.get<{ checks: HealthCheckView[] }>(`/api/servers/${id}/health/history`);
    expect(past.checks.filter(({ probe }) => probe === 'upstream').length).toBeGreaterThan(4);

    const { body } = await api.send<ServerBody & { applied: string }>('PATCH', `/api/servers/${id}`, { upstreamProbe: { ...upstreamProbe, onFailure: 'restart' } });
    expect(body).toMatchObject({ applied: 'reloaded', upstreamProbe: { target: { method: 'GET', path: '/healthz' }, onFailure: 'restart' } });
    await until(async () => (await api.get<ProcessView>(`/api/processes/${id}`)).generation === 2);
    expect((await api.get<ProcessView>(`/api/processes/${id}`)).lastExit?.reason).toMatch(/^3 checks of the API behind it in a row failed: .*503/);
    await api.send('DELETE', `/api/servers/${id}`);
    upstream.closeAllConnections();
    upstream.close();
  });
});

describe('A server with few open files', () => {
  it('goes on when clients take all of them, and serves again when they are gone', async () => {
    // An API that looks three times a second would restart, as it should, a process that a busy machine keeps full for a second.
    const own = await start();
    const { id, process: view } = await run(own, 'few-files', { limits: { openFiles: 64 } });
    const { port, hostname } = new URL(view.endpoint as string);
    const sockets = Array.from({ length: 200 }, () => connect(Number(port), hostname).on('error', () => {}));
    await Promise.all(sockets.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => {})));
    for (const socket of sockets) socket.destroy();
    await until(async () => connectSession(view.endpoint as string).then(async ({ client }) => client.close().then(() => true), () => false));
    expect(await own.get<ProcessView>(`/api/processes/${id}`)).toMatchObject({ state: 'running', generation: 1, pid: view.pid });
    expect(await readFile(`/proc/${view.pid}/limits`, 'utf8').catch(() => 'Max open files  64  64')).toMatch(/Max open files\s+64\s+64/);
    const { body } = await own.send<ServerBody & ProblemBody>('PATCH', `/api/servers/${id}`, { limits: { openFiles: 1_048_576 } });
    // A machine may allow that many; where it does not, the process goes on as it was.
    if (body.status === 422) expect(body.detail).toMatch(/A limit of 1048576 open files was asked for, and the API itself may have \d+/);
  });
});

describe('An API that does not read for a while', () => {
  it('finds its processes as they were: they served and beat meanwhile, and none was killed for it', async () => {
    const { id, process: view } = await run(api, 'unread');
    const { client } = await connectSession(view.endpoint as string);
    const checks = async () => (await api.get<{ checks: HealthCheckView[] }>(`/api/servers/${id}/health/history`)).checks.filter(({ probe }) => probe === 'control');
    process.kill(api.process.pid as number, 'SIGSTOP');
    const stoppedAt = performance.now();
    try {
      while (performance.now() - stoppedAt < 3_000) await client.listTools();
    } finally {
      process.kill(api.process.pid as number, 'SIGCONT');
    }
    const known = new Set((await checks()).map(({ at }) => at));
    await until(async () => (await checks()).filter(({ at, healthy }) => healthy && !known.has(at)).length >= 3);
    expect(await api.get<ProcessView>(`/api/processes/${id}`)).toMatchObject({ state: 'running', generation: 1, pid: view.pid });
    await client.close();
  });
});

describe('The end of the API by SIGKILL', () => {
  it('takes its processes with it, also one whose event loop is blocked, and the next start finds nothing to sweep', async () => {
    const blocks = await program('blocks.mjs', `process.on('SIGUSR2', () => { process.stderr.write('BLOCKED\\n'); for (;;); });\nprocess.argv[1] = ${JSON.stringify(BIN)};\nawait import(${JSON.stringify(BIN)});\n`);
    const dataDir = join(folder, 'data-killed');
    const first = await start({ dataDir, env: { MCP_SERVER_SCRIPT_PATH: blocks } });
    const [idle, blocked] = [(await run(first, 'idle')).process.pid as number, await run(first, 'blocked')];
    const blockedPid = blocked.process.pid as number;
    strays.push(idle, blockedPid);
    process.kill(blockedPid, 'SIGUSR2');
    await until(async () => JSON.stringify(await first.get(`/api/processes/${blocked.id}/logs`)).includes('BLOCKED'));
    await killApi(first);
    await until(() => Promise.resolve(!isRunning(idle) && !isRunning(blockedPid)));
    const second = await start({ dataDir });
    expect(second.output()).not.toContain('had outlived');
    await second.stop();
  });

  it('may leave a stubborn program behind: the next start ends it, before it runs it again', async () => {
    const stubborn = await program(
      'stubborn.mjs',
      `import { createInterface } from 'node:readline';
for (const signal of ['SIGTERM', 'SIGPIPE', 'SIGHUP']) process.on(signal, () => {});
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
setInterval(() => {}, 1000);
createInterface({ input: process.stdin }).once('line', () => process.stdout.write(JSON.stringify({ v: 1, seq: 1, type: 'SERVER_STARTED', timestamp: Date.now(), data: { transport: 'none', toolCount: 0, pid: process.pid, version: '1' } }) + '\\n'));
`,
    );
    const dataDir = join(folder, 'data-stubborn');
    const env = { MCP_SERVER_SCRIPT_PATH: stubborn };
    const first = await start({ dataDir, env });
    const { id, process: before } = await run(first, 'stubborn');
    strays.push(before.pid as number);
    const file = join(dataDir, 'processes', `${id}.${before.pid}.json`);
    await until(async () => (await readFile(file, 'utf8').catch(() => '')).includes(`"pid":${before.pid}`));
    await killApi(first);
    expect(isRunning(before.pid as number)).toBe(true);

    const second = await start({ dataDir });
    expect(second.output()).toContain(`Process ${before.pid} of server ${id} had outlived an earlier run of the API and was ended.`);
    expect(isRunning(before.pid as number)).toBe(false);
    await second.stop();
    expect(await readdir(join(dataDir, 'processes'))).toEqual([]);
  });
});

describe('What was acknowledged', () => {
  it('is there after the API was killed in the middle of writes, and what is left of its processes is not', async () => {
    const dataDir = join(folder, 'data-writes');
    const first = await start({ dataDir });
    const acknowledged: string[] = [];
    const writes = Array.from({ length: 30 }, async (_, index) => {
      const answer = await first.send<ServerBody>('POST', '/api/servers', { name: `server-${index}`, openapiData, autoStart: index % 10 === 0 }).catch(() => undefined);
      if (answer?.status === 201) acknowledged.push(answer.body.id);
    });
    await until(() => Promise.resolve(acknowledged.length >= 5));
    const { processes } = await first.get<{ processes: ProcessView[] }>('/api/processes');
    const pids = processes.flatMap(({ pid }) => pid ?? []);
    strays.push(...pids);
    await killApi(first);
    await Promise.all(writes);
    const second = await start({ dataDir });
    const { servers } = await second.get<{ servers: ServerBody[] }>('/api/servers');
    expect(servers.map(({ id }) => id)).toEqual(expect.arrayContaining(acknowledged));
    expect(pids.filter(isRunning)).toEqual([]);
    await second.stop();
  });
});

describe('A port that another program has', () => {
  it('is named after one attempt, and is no crash loop; once it is free, a start works', async () => {
    const blocker = createServer();
    blocker.listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const { id, process: view } = await run(api, 'blocked-port', { port });
    expect(view).toMatchObject({ state: 'failed', restarts: 0, generation: 1, reason: expect.stringContaining(`Port ${port} on 127.0.0.1 is taken`), lastExit: { code: 3 } });
    blocker.close();
    await once(blocker, 'close');
    expect((await api.send<ServerBody>('POST', `/api/servers/${id}/start?wait=true`)).body.process).toMatchObject({ state: 'running', generation: 2 });
  });
});

describe('Under the permission model of Node', () => {
  it('a server starts, is called and is reloaded as ever', async () => {
    const source = await startDocument();
    source.write(source.withOperations('first'));
    const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'confined', openapiUrl: source.documentUrl, confined: true });
    const { process: view } = (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
    const { client } = await connectSession(view.endpoint as string);
    expect((await client.callTool({ name: 'first', arguments: {} })).isError).toBeFalsy();
    const flags = await readFile(`/proc/${view.pid}/cmdline`, 'utf8').catch(() => '--permission');
    expect(flags).toMatch(/--(experimental-)?permission/);
    source.write(source.withOperations('first', 'second'));
    expect((await api.send<ServerBody>('POST', `/api/servers/${body.id}/reload?wait=true`)).body.process).toMatchObject({ generation: 1, toolCount: 2 });
    await client.close();
    await source.stop();
  });
});

describe('Any program that speaks the contract', () => {
  it('is supervised: the example of docs/messages.md starts, is healthy, and stops', async () => {
    const docs = await readFile(new URL('../docs/messages.md', import.meta.url), 'utf8');
    const example = /```sh\n(#![\s\S]*?)```/.exec(docs)?.[1] as string;
    const own = await start({ env: { MCP_SERVER_SCRIPT_PATH: await program('example', example), HEALTH_CHECK_INTERVAL: '300' } });
    const { id, process: view } = await run(own, 'foreign');
    expect(view).toMatchObject({ state: 'running', transport: 'streamable', toolCount: 0, endpoint: null });
    await until(async () => (await own.get<{ checks: HealthCheckView[] }>(`/api/servers/${id}/health/history`)).checks.length >= 6);
    await until(async () => (await own.get<{ status: string }>(`/api/servers/${id}/health`)).status === 'healthy');
    // It does not know `reload`: what is changed needs another process.
    await own.send('PATCH', `/api/servers/${id}`, { filters: { exclude: ['operation:nothing'] } });
    expect((await own.send<ServerBody>('POST', `/api/servers/${id}/start?wait=true`)).body.process).toMatchObject({ state: 'running', generation: 2 });
    expect((await own.send<ServerBody>('POST', `/api/servers/${id}/stop?wait=true`)).body.process).toMatchObject({ state: 'stopped', lastExit: { code: 0 } });
  });

  it('that is not executable is named, and tried once', async () => {
    const own = await start({ env: { MCP_SERVER_SCRIPT_PATH: await program('plain', 'nothing', 0o644) } });
    expect((await run(own, 'plain')).process).toMatchObject({ state: 'failed', restarts: 0, lastExit: { reason: expect.stringMatching(/could not be spawned: .*plain.*EACCES/) } });
  });

  it('that is run by a Node with a flag it does not know is named with the flag, and tried once', async () => {
    const own = await start({ env: { MCP_SERVER_SCRIPT_PATH: await program('wrong-flag', '#!/usr/bin/env -S node --no-such-flag\n') } });
    expect((await run(own, 'wrong-flag')).process).toMatchObject({ state: 'failed', restarts: 0, reason: expect.stringContaining('--no-such-flag'), lastExit: { code: 9 } });
  });
});
