import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type ManagedChild, managedChild } from '../testing/managed-child.js';
import { INITIALIZE, rawRequest } from '../testing/raw-http.js';
import { sampleApi, type SampleApi } from '../testing/sample-api.js';
import { until } from '../testing/until.js';

const WINDOWS = 3;
const WINDOW_MS = 1_500;

/** Looks at its own loop every 5 ms, and tells on SIGUSR2 how long the longest gap was since it was asked last. */
const GAPS =
  'data:text/javascript,let at=performance.now(),most=0;setInterval(()=>{const now=performance.now();most=Math.max(most,now-at);at=now},5).unref();process.on("SIGUSR2",()=>{process.stderr.write(`GAP ${most}\\n`);most=0})';

let api: SampleApi;
let child: ManagedChild;
beforeEach(async () => {
  api = await sampleApi();
  child = managedChild({ document: { text: api.documentText }, limits: { maxConnections: 1 }, reporting: { maxQueueBytes: 64 * 1024 } }, { execArgv: ['--import', GAPS] });
});
afterEach(async () => {
  await child.kill();
  await api.close();
});

async function gap(asked: number): Promise<number> {
  child.process.kill('SIGUSR2');
  const told = (): string[] => [...child.stderr().matchAll(/^GAP (.+)$/gm)].map(([, ms]) => ms as string);
  await until(() => told().length === asked, 'the gap is told');
  return Number(told().at(-1));
}

it('goes on as if nothing were while nobody reads its messages: its loop has no gap of 100 ms', async () => {
  const { endpoint = '' } = (await child.message('SERVER_STARTED')).data;
  child.process.stdout?.pause();
  // Each one that is turned away is a message of its own, more than the pipe and the queue hold.
  const turnAway = () => rawRequest(endpoint, { body: INITIALIZE, headers: { 'User-Agent': 'u'.repeat(300) } });
  for (let wave = 0; wave < 20; wave += 1) await Promise.all(Array.from({ length: 50 }, turnAway));
  await gap(1);
  const gaps: number[] = [];
  for (let window = 0; window < WINDOWS; window += 1) {
    const end = performance.now() + WINDOW_MS;
    while (performance.now() < end) await turnAway();
    gaps.push(await gap(window + 2));
  }
  // A machine with more to do may hold up anybody for once; a process that waits for its reader is held up in each of them, for as long as they last.
  expect(Math.min(...gaps)).toBeLessThan(100);
  child.process.stdout?.resume();
  child.send({ command: 'snapshot', requestId: 'how many' });
  const { messages } = (await child.message('CONNECTION_STATS', ({ data }) => data.requestId === 'how many')).data;
  expect(messages.dropped).toBeGreaterThan(0);
});
