// Many servers of one API: how long each of fifty takes from its spawn until it is ready, and what one that crashes in a loop costs the others.
import { setTimeout as delay } from 'node:timers/promises';
import { startBenchFleet } from './bench-fleet.js';
import { proportionalMb, residentMb } from './calls/process-figures.js';
import { callsFor } from './calls-for.js';
import { median, percentile, round } from './median.js';

const SERVERS = Number(process.env.BENCH_SERVERS ?? 50);
const ROUNDS = 6;
const ROUND_MS = 4_000;
const REST_MS = 2_000;

/** Figures of fifty servers in one API, with and without a neighbour that crashes as soon as it is ready. */
export async function fleet({ rounds = ROUNDS } = {}) {
  // Never given up: one with the delays of the product, and one that comes back at once.
  const policies = [{ maxRestarts: 1_000 }, { baseDelayMs: 200, maxDelayMs: 400, maxRestarts: 1_000 }];
  const servers = Array.from({ length: SERVERS }, (_, index) => ({ restartPolicy: policies[index] ?? {} }));
  // The real server, which crashes when it is told to.
  const { url, send, ids, stop } = await startBenchFleet({ prelude: "process.on('SIGUSR2', () => process.exit(9));", env: { PROCESS_MAX_SERVERS: '200' }, servers });
  try {
    const begun = performance.now();
    await send('POST', '/api/servers/batch?wait=true', { ids, action: 'start' });
    const { processes } = await send('GET', '/api/processes');
    const allMs = performance.now() - begun;
    const readyMs = processes.filter(({ state }) => state === 'running').map(({ startedAt, readyAt }) => Date.parse(readyAt) - Date.parse(startedAt));
    if (readyMs.length !== SERVERS) throw new Error(`${readyMs.length} of ${SERVERS} servers are running.`);
    await delay(REST_MS);
    const memory = memoryOf(processes.map(({ pid }) => pid));
    const [usual, hasty, ...others] = ids;
    const { ratio, quietMs, crashes } = await crashLoop(url, send, usual, others, rounds);
    const worst = await crashLoop(url, send, hasty, others, rounds);
    return [
      { figure: `${SERVERS} servers start, all ready`, value: round(allMs), unit: 'ms' },
      { figure: `${SERVERS} servers start, spawn to ready, p50`, value: round(median(readyMs)), unit: 'ms' },
      { figure: `${SERVERS} servers start, spawn to ready, p95`, value: round(percentile(readyMs, 95)), unit: 'ms' },
      ...memory,
      { figure: 'a call of a quiet fleet, median', value: round(quietMs), unit: 'ms' },
      { figure: `the same with one server in a crash loop (${crashes} crashes)`, value: round(ratio), unit: 'x' },
      { figure: `the same with one that comes back at once, against its policy (${worst.crashes} crashes)`, value: round(worst.ratio), unit: 'x' },
    ];
  } finally {
    await stop();
  }
}

/** What a server of many holds at rest; what all of them share, such as the program, counts for each by its part. Nothing where there is no /proc. */
function memoryOf(pids) {
  if (residentMb(process.pid) === undefined) return [];
  return [
    { figure: `resident memory of one of ${SERVERS} servers at rest, median`, value: round(median(pids.map(residentMb))), unit: 'MB' },
    { figure: `proportional share of memory (PSS) of one of ${SERVERS} servers at rest, median`, value: round(median(pids.map(proportionalMb))), unit: 'MB' },
  ];
}

/** Quiet and troubled rounds in turn, so that a machine that changes its speed changes both; the ratio is the median of those of neighbours. */
async function crashLoop(url, send, bad, others, rounds) {
  const called = others.slice(0, 4);
  await callsFor(url, called, 1_000);
  const ratios = [];
  const quiet = [];
  let crashes = 0;
  for (let index = 0; index < rounds; index += 1) {
    const before = median(await callsFor(url, called, ROUND_MS));
    const trouble = { goesOn: true };
    const loop = (async () => {
      while (trouble.goesOn) {
        const { state, pid } = await send('GET', `/api/processes/${bad}`);
        if (state === 'running' && pid !== null) {
          crashes += 1;
          process.kill(pid, 'SIGUSR2');
        }
        await delay(100);
      }
    })();
    const troubled = median(await callsFor(url, called, ROUND_MS));
    trouble.goesOn = false;
    await loop;
    quiet.push(before);
    ratios.push(troubled / before);
    // Its last start is no part of a quiet round; a long back-off is quiet.
    const longest = performance.now() + 2_000;
    while (performance.now() < longest && (await send('GET', `/api/processes/${bad}`)).state !== 'running') await delay(50);
  }
  return { ratio: median(ratios), quietMs: median(quiet), crashes };
}
