import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { ServerBody } from './support/bodies.js';
import { isRunning } from './support/is-running.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { startUpstream } from './support/start-upstream.js';

/** So many answers have come before it is killed, with as many requests open as there are writers. */
const ACKNOWLEDGED = 120;
const WRITERS = 6;

it('The API, killed in the middle of writes, has every write that it acknowledged after the next start, and no process twice', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'mcp-swagger-killed-'));
  const upstream = await startUpstream();
  let api: RunningApi = await startApi({ dataDir });
  try {
    const { body: server } = await api.send<ServerBody>('POST', '/api/servers', { name: 'changed', openapiUrl: upstream.documentUrl });
    const started = await api.send<ServerBody>('POST', `/api/servers/${server.id}/start?wait=true`);
    const child = started.body.process.pid as number;

    const rules: string[] = [];
    let description = 0;
    const closed = new Promise((resolve) => api.process.once('close', resolve));
    const enterRules = async (writer: number) => {
      for (let index = 0; ; index += 1) {
        const name = `rule-${writer}-${index}`;
        const { status } = await api.send('POST', '/api/alert-rules', { name, metric: 'failed', enabled: false });
        expect(status).toBe(201);
        if (rules.push(name) === ACKNOWLEDGED) api.process.kill('SIGKILL');
      }
    };
    const changeServer = async () => {
      for (let next = 1; ; next += 1) {
        const { status } = await api.send('PATCH', `/api/servers/${server.id}`, { description: String(next) });
        expect(status).toBe(200);
        description = next;
      }
    };
    const writers = [...Array.from({ length: WRITERS }, (_, writer) => enterRules(writer)), changeServer()];
    const ends = await Promise.allSettled(writers);
    // Nothing but the end of the API ended them.
    expect(ends.map((end) => end.status === 'rejected' && String(end.reason))).toEqual(writers.map(() => 'TypeError: fetch failed'));
    await closed;

    api = await startApi({ dataDir });
    const kept = (await api.get<{ rules: { name: string }[] }>('/api/alert-rules')).rules.map(({ name }) => name).filter((name) => name.startsWith('rule-'));
    expect(kept).toEqual(expect.arrayContaining(rules));
    // Each writer may have one more, whose answer was cut off.
    expect(kept.length).toBeLessThanOrEqual(rules.length + WRITERS);
    const { servers } = await api.get<{ servers: (ServerBody & { description: string })[] }>('/api/servers');
    expect(servers).toHaveLength(1);
    expect([String(description), String(description + 1)]).toContain(servers[0]?.description);
    expect(isRunning(child)).toBe(false);
    const running = await api.send<ServerBody>('POST', `/api/servers/${server.id}/start?wait=true`);
    expect(running.body.process).toMatchObject({ state: 'running', generation: 1 });
  } finally {
    await api.stop();
    await upstream.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
