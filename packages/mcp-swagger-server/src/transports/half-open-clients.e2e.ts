import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type SampleServer, sampleServer } from '../testing/sample-server.js';
import { until } from '../testing/until.js';

const CLIENTS = fileURLToPath(new URL('./testing/many-clients.js', import.meta.url));
const COUNT = 20;
const IDLE_MS = 400;

let sample: SampleServer;
let clients: ChildProcess | undefined;
afterEach(async () => {
  clients?.kill('SIGKILL');
  clients = undefined;
  await sample.close();
});

async function connectMany(transport: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [CLIENTS, sample.endpoint, transport, String(COUNT)], { stdio: ['ignore', 'pipe', 'inherit'] });
  clients = child;
  await once(child.stdout, 'data');
  return child;
}

describe.each([
  ['streamable', /did not answer a ping/],
  ['sse', /did not answer a ping/],
  // Its own pings tell.
  ['websocket', /the socket was closed \(1006\)/],
] as const)('Clients over %s whose program was stopped (SIGSTOP)', (transport, reason) => {
  it('are told from those that are only silent: their sessions end, and nothing of them is counted any more', async () => {
    sample = await sampleServer({ transport, pingIntervalMs: 100, limits: { sessionIdleTimeoutMs: IDLE_MS } });
    const child = await connectMany(transport);
    // Longer than a client may be silent, but these answer when they are asked.
    await delay(IDLE_MS * 3);
    expect(sample.server.connections()).toHaveLength(COUNT);
    // Their sockets stay open, and their system acknowledges what comes.
    child.kill('SIGSTOP');
    await until(() => sample.server.connections().length === 0, 'the sessions ended');
    const ends = sample.events.filter(({ event }) => event === 'disconnected');
    expect(ends).toHaveLength(COUNT);
    expect(ends.map(({ reason }) => reason)).toEqual(ends.map(() => expect.stringMatching(reason)));
  });
});
