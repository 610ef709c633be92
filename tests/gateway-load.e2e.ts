import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ServerBody } from './support/bodies.js';
import { connectModern } from './support/mcp-clients.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';

const CALLS = 1_000;
const CLIENTS = 4;
const RELOADS = 12;
const RESTARTS = 2;
const STEPS = RELOADS + RESTARTS;
/** A change that wants another process, which is ready before the old one goes. */
const REPLACED_AT = 3;

let api: RunningApi;
let upstream: Upstream;
let server: ServerBody;

beforeAll(async () => {
  [api, upstream] = await Promise.all([startApi(), startUpstream()]);
  const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'busy', openapiUrl: upstream.documentUrl });
  server = (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
});

afterAll(async () => {
  await api.stop();
  await upstream.stop();
});

/** The next thing that happens to the server: mostly a reload of its document, sometimes a restart, once one beside the old process. */
function change(step: number) {
  if (step === REPLACED_AT) return api.send('PATCH', `/api/servers/${server.id}`, { limits: { maxConnections: 500 } });
  const isRestart = (step + 1) % (STEPS / RESTARTS) === 0;
  return api.send('POST', `/api/servers/${server.id}/${isRestart ? 'restart' : 'reload'}?wait=true`);
}

/** At least so many calls, one after the other, until nothing more happens to the server. `done` counts them; the failures come back. */
async function callOften(calls: number, isOver: () => boolean, done: () => void): Promise<string[]> {
  const client = await connectModern(`${api.url}/mcp/busy`);
  const failures: string[] = [];
  for (let call = 0; call < calls || !isOver(); call += 1) {
    try {
      const { isError, content } = await client.callTool({ name: 'getBook', arguments: { id: '7' } });
      if (isError === true) failures.push(JSON.stringify(content));
    } catch (error) {
      failures.push(String(error));
    }
    done();
  }
  await client.close();
  return failures;
}

it(`fails none of ${CALLS} calls while the document is reloaded ${RELOADS - 1} times and the process is restarted ${RESTARTS} times and replaced once`, async () => {
  let done = 0;
  let steps = 0;
  let look = (): void => {};
  const callers = Promise.all(Array.from({ length: CLIENTS }, () => callOften(CALLS / CLIENTS, () => steps === STEPS, () => {
    done += 1;
    look();
  })));
  const reached = (count: number) => new Promise<void>((resolve) => {
    look = () => {
      if (done >= count) resolve();
    };
    look();
  });
  while (steps < STEPS) {
    await reached(((steps + 1) * CALLS) / (STEPS + 2));
    expect([steps, (await change(steps)).status]).toEqual([steps, 200]);
    steps += 1;
  }
  expect((await callers).flat()).toEqual([]);
  expect(done).toBeGreaterThanOrEqual(CALLS);
  expect((await api.get<ServerBody>(`/api/servers/${server.id}`)).process.generation).toBe(1 + RESTARTS + 1);
});
