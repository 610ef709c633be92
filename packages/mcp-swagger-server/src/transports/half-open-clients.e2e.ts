import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type SampleServer, sampleServer } from '../testing/sample-server.js';
import { until } from '../testing/until.js';

const CLIENTS = fileURLToPath(new URL('./testing/many-clients.js', import.meta.url));
const LISTENER = fileURLToPath(new URL('./testing/vanished-listener.js', import.meta.url));
/** Root on Linux may; others may not make a network that they can take away. */
const canUnplug = spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']).status === 0;
const COUNT = 20;
/** A client whose machine is busy for half of it is not taken for one that is gone. */
const IDLE_MS = 2_000;

const samples: SampleServer[] = [];
const programs: ChildProcess[] = [];
afterEach(async () => {
  for (const program of programs.splice(0)) program.kill('SIGKILL');
  for (const sample of samples.splice(0)) await sample.close();
});

async function connectMany(endpoint: string, transport: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [CLIENTS, endpoint, transport, String(COUNT)], { stdio: ['ignore', 'pipe', 'inherit'] });
  programs.push(child);
  await once(child.stdout, 'data');
  return child;
}

const REASONS = [
  ['streamable', /did not answer a ping/],
  ['sse', /did not answer a ping/],
  // Its own pings tell.
  ['websocket', /the socket was closed \(1006\)/],
] as const;

async function stopOf([transport, expected]: (typeof REASONS)[number]): Promise<void> {
  const sample = await sampleServer({ transport, pingIntervalMs: IDLE_MS / 2, limits: { sessionIdleTimeoutMs: IDLE_MS } });
  samples.push(sample);
  const { server, endpoint, events } = sample;
  const child = await connectMany(endpoint, transport);
  // Longer than a client may be silent, but these answer when they are asked.
  await delay(IDLE_MS * 2.5);
  expect([transport, server.connections().length]).toEqual([transport, COUNT]);
  // Their sockets stay open, and their system acknowledges what comes.
  child.kill('SIGSTOP');
  await until(() => server.connections().length === 0, `the sessions over ${transport} ended`);
  const ends = events.filter(({ event }) => event === 'disconnected');
  expect(ends).toHaveLength(COUNT);
  expect(ends.map(({ reason }) => reason)).toEqual(ends.map(() => expect.stringMatching(expected)));
}

describe('Clients whose program was stopped (SIGSTOP)', () => {
  // All at once: nearly all of it is waiting.
  it('are told from those that are only silent, over each transport: their sessions end, and nothing of them is counted any more', async () => {
    await Promise.all(REASONS.map(stopOf));
  });
});

describe(`A client that listens (subscriptions/listen) and vanishes without a word${canUnplug ? '' : ' (not tried: this user may not take a network away)'}`, () => {
  (canUnplug ? it : it.skip)('is found by the pings that nothing answers: its stream is closed, and it is not counted any more', async () => {
    const { stdout } = await promisify(execFile)('unshare', ['-n', process.execPath, LISTENER]);
    expect(JSON.parse(stdout)).toMatchObject({ status: 200, first: expect.stringContaining('subscriptions/acknowledged'), before: 1, after: 0, ends: [{ kind: 'stream', reason: 'the stream ended' }] });
  });
});
