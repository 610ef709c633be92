import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProcessView } from 'mcp-swagger-ipc';
import { findRealPostgres, RealPostgres } from '../packages/mcp-swagger-api/src/database/testing/real-postgres.js';
import type { ProblemBody, ServerBody } from './support/bodies.js';
import { connectSession } from './support/mcp-clients.js';
import { readiness, type RunningApi, startApi } from './support/start-api.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';
import { until } from './support/until.js';

/** As long as an operator's database takes to start anew on another machine; the back-off of writes reaches its longest wait within it. */
const OUTAGE_MS = 30_000;
/** The least that may be set, so that the bound is reached by calls that a test can make. */
const BOUND = 500;

const isRoot = process.getuid?.() === 0 && process.platform === 'linux';
const programs = findRealPostgres();
const withReal = programs === undefined ? describe.skip : describe;

let folder: string;
let postgres: RealPostgres;
let upstream: Upstream;
let api: RunningApi;

async function run(name: string): Promise<ServerBody> {
  const { body } = await api.send<ServerBody>('POST', '/api/servers', { name, openapiUrl: upstream.documentUrl });
  return (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
}

const processOf = (id: string) => api.get<ProcessView>(`/api/processes/${id}`);
const ruleNames = async () => (await api.get<{ rules: { name: string }[] }>('/api/alert-rules')).rules.map(({ name }) => name);
const figure = async (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(await (await fetch(`${api.url}/metrics`)).text())?.[1]);
const callsOf = async (id: string) => (await api.get<{ total: { calls: number } }>(`/api/servers/${id}/calls`)).total.calls;

/** Calls about fifty times a second until it is told to end; each must be answered. */
function callOn(client: Client): { made: () => number; end: () => Promise<number> } {
  let made = 0;
  const turn = { ended: false };
  const running = (async () => {
    while (!turn.ended) {
      expect(await client.callTool({ name: 'getBook', arguments: { id: '7' } })).toMatchObject({ content: [{ text: expect.stringContaining('红楼梦') }] });
      made += 1;
      await delay(20);
    }
  })();
  return { made: () => made, end: () => ((turn.ended = true), running.then(() => made)) };
}

withReal('A database that is away while the product runs (needs a PostgreSQL of the machine)', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mcp-swagger-away-'));
    [postgres, upstream] = await Promise.all([RealPostgres.create(programs ?? ''), startUpstream()]);
    api = await startApi({ env: { DATABASE_URL: postgres.url, LOG_DIR: folder, WRITE_QUEUE_ROWS: String(BOUND), MCP_CALL_RECORDS: 'true', HEALTH_CHECK_INTERVAL: '1000', ALERT_INTERVAL: '500' } });
  });

  afterAll(async () => {
    await api?.stop();
    await Promise.all([upstream?.stop(), postgres?.remove()]);
    await rm(folder, { recursive: true, force: true });
  });

  it('for half a minute: processes are watched and restarted, calls are answered, all that was acknowledged is there afterwards, and what was more than could wait is counted', async () => {
    const [steady, shaken] = [await run('steady'), await run('shaken')];
    const { client } = await connectSession(`${api.url}/mcp/steady`);
    const calls = callOn(client);
    for (let index = 0; index < 20; index += 1) expect((await api.send('POST', '/api/alert-rules', { name: `kept-${index}`, metric: 'failed' })).status).toBe(201);
    await until(async () => (await callsOf(steady.id)) > 0);

    await postgres.stop();
    const awayAt = performance.now();
    await until(async () => (await readiness(api)).reasons.includes('WRITES_WAIT'));
    expect(await readiness(api)).toMatchObject({ status: 'degraded', reasons: expect.arrayContaining(['DATABASE_UNAVAILABLE', 'WRITES_WAIT']) });
    expect((await fetch(`${api.url}/health/ready`)).status).toBe(200);
    expect(await api.send<ProblemBody>('POST', '/api/alert-rules', { name: 'refused', metric: 'failed' })).toMatchObject({ status: 503, body: { code: 'DATABASE_UNAVAILABLE' } });

    const before = (await processOf(shaken.id)).pid as number;
    process.kill(before, 'SIGKILL');
    await until(async () => {
      const { state, pid } = await processOf(shaken.id);
      return state === 'running' && pid !== before;
    });
    const again = await connectSession(`${api.url}/mcp/shaken`);
    expect((await again.client.listTools()).tools).toHaveLength(3);
    await again.transport.terminateSession();
    await until(async () => (await api.get<{ activeConnections: number }>('/api/mcp/connections/count')).activeConnections === 1);

    const madeSoFar = calls.made();
    await until(() => performance.now() - awayAt > OUTAGE_MS && calls.made() > madeSoFar + 2 * BOUND);
    expect((await readiness(api)).reasons).toContain('WRITES_LOST');

    await postgres.start();
    await until(async () => (await readiness(api)).reasons.every((reason) => reason === 'WRITES_LOST'));
    const made = await calls.end();
    // The minutes of calls replace one another while they wait, so none of them is lost.
    await until(async () => (await callsOf(steady.id)) === made);
    await until(async () => (await figure('database_writes_waiting')) === 0);
    const lost = await figure('database_writes_lost_total');
    const kept = Number((await postgres.rows<{ count: string }>('SELECT count(*) FROM calls'))[0]?.count);
    expect(kept).toBeLessThan(made);
    expect(kept + lost).toBeGreaterThanOrEqual(made);
    expect(await ruleNames()).toEqual(expect.arrayContaining(Array.from({ length: 20 }, (_, index) => `kept-${index}`)));
    expect(await ruleNames()).not.toContain('refused');
    const { events } = await api.get<{ events: { type: string; message: string }[] }>(`/api/processes/${shaken.id}/events?limit=50`);
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['exit', 'started']));
    expect(events.some(({ message }) => message.includes('SIGKILL'))).toBe(true);
    expect((await api.get<{ connections: object[] }>(`/api/mcp/connections/history?serverId=${shaken.id}`)).connections).toHaveLength(1);
    expect((await processOf(steady.id)).restarts).toBe(0);
    await client.close();
  });

  it('because it was killed: calls go on, and it is used again without a word from anybody', async () => {
    const { id } = (await api.get<{ servers: ServerBody[] }>('/api/servers')).servers.find(({ name }) => name === 'steady') as ServerBody;
    const { client } = await connectSession(`${api.url}/mcp/steady`);
    const earlier = await callsOf(id);
    const calls = callOn(client);
    await postgres.kill();
    await until(async () => (await readiness(api)).reasons.includes('DATABASE_UNAVAILABLE'));
    const madeSoFar = calls.made();
    await until(() => calls.made() > madeSoFar + 50);
    await postgres.start();
    await until(async () => !(await readiness(api)).reasons.includes('DATABASE_UNAVAILABLE'));
    const made = await calls.end();
    await until(async () => (await callsOf(id)) === earlier + made);
    expect((await ruleNames()).filter((name) => name.startsWith('kept-'))).toHaveLength(20);
    expect((await api.send('POST', '/api/alert-rules', { name: 'afterwards', metric: 'failed' })).status).toBe(201);
    await client.close();
  });

  (isRoot ? it : it.skip)('is one thing, and a full disk below LOG_DIR another: calls are answered, and lines that waited are written when there is room (mounts a small disk: as root only)', async () => {
    const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'full', openapiUrl: upstream.documentUrl });
    const disk = join(folder, body.id);
    const filler = join(disk, 'filler');
    await mkdir(disk, { recursive: true });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      // A container without the right to mount; the log's own tests have a file in the way.
      return;
    }
    try {
      await writeFile(filler, Buffer.alloc(128 * 1024)).catch(() => {});
      expect((await api.send('POST', `/api/servers/${body.id}/start?wait=true`)).status).toBe(200);
      const counts = async () => (await api.get<{ counts: { isWriting: boolean; lost: number } }>(`/api/processes/${body.id}/logs`)).counts;
      await until(async () => !(await counts()).isWriting);
      const { client } = await connectSession(`${api.url}/mcp/full`);
      expect(await client.callTool({ name: 'getBook', arguments: { id: '7' } })).toMatchObject({ content: [{ text: expect.stringContaining('红楼梦') }] });
      await client.close();
      await rm(filler);
      await until(async () => (await counts()).isWriting);
      const file = (await readdir(disk)).find((name) => name.endsWith('.ndjson'));
      expect(await readFile(join(disk, file ?? ''), 'utf8')).toContain('\n');
      expect((await counts()).lost).toBe(0);
      await api.send('DELETE', `/api/servers/${body.id}`);
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });

  it('because it is silent when the API ends: that is left in order, for nobody waits for its answers one after the other', async () => {
    await postgres.freeze();
    await until(async () => (await readiness(api)).reasons.includes('DATABASE_UNAVAILABLE'));
    expect(await api.stop()).toEqual({ code: 0, signal: null });
    await postgres.thaw();
  });
});
