// A hundred servers with a hundred made-up clients each: is every count exact after they came and went, and after some processes were killed?
import { setTimeout as delay } from 'node:timers/promises';
import { watchChurn, withCrowd } from './made-up-crowd.js';

const SERVERS = 100;
const CLIENTS = 100;
const KILLED = 10;
const SECONDS = 5;
const EVENTS_A_SECOND = 10;
const ROUNDS = ['the first time', 'the second time'];
const START_MS = 120_000;

export function ipcFleet() {
  return withCrowd(measure);
}

async function measure(crowd) {
  const { get, post, count, reached } = crowd;
  const ids = [];
  for (let index = 0; index < SERVERS; index += 1) ids.push(await crowd.create(`crowd-${index}`));
  await post('/api/servers/batch', { ids, action: 'start' });
  const running = await allRunning(get);
  const tellAll = (path) => Promise.all(running.map(({ endpoint }) => fetch(endpoint + path)));
  const exact = async (active) => {
    const { servers } = (await get('/api/servers/mcp/connections/overview')).data;
    return servers.filter(({ activeConnections }) => activeConnections === active).length;
  };
  await tellAll(`connect?count=${CLIENTS}`);
  await reached(SERVERS * CLIENTS);
  const churn = (inMs) => tellAll(`churn?count=${EVENTS_A_SECOND}&seconds=${SECONDS}&in=${inMs}`);
  const watched = [];
  // What V8 compiles when clients begin to leave is paid for once: the first time is told apart.
  for (const time of ROUNDS) {
    watched.push(...(await watchChurn(crowd, churn, SECONDS, `${time}: ${SERVERS * EVENTS_A_SECOND} events a second for ${SECONDS} s among ${SERVERS} servers of ${CLIENTS} connections`)));
    await reached(SERVERS * CLIENTS);
  }
  const afterChurn = await exact(CLIENTS);
  const { totalConnections } = await count();
  for (const { pid } of running.slice(0, KILLED)) process.kill(pid, 'SIGKILL');
  const killed = performance.now();
  await reached((SERVERS - KILLED) * CLIENTS);
  const knownMs = Math.round(performance.now() - killed);
  const { lost, gaps } = await get('/api/system/ipc');
  const came = SERVERS * (CLIENTS + (ROUNDS.length * EVENTS_A_SECOND * SECONDS) / 2);
  return [
    ...watched,
    { figure: 'servers whose count is exact after churn', value: afterChurn, unit: `of ${SERVERS}` },
    { figure: 'connections ever, as counted', value: totalConnections, unit: `of ${came}` },
    { figure: `from kill -9 of ${KILLED} processes to a count without theirs`, value: knownMs, unit: 'ms' },
    { figure: 'servers that keep theirs, exactly', value: await exact(CLIENTS), unit: `of ${SERVERS - KILLED}` },
    { figure: 'messages lost', value: lost + gaps, unit: '' },
  ];
}

/** Throws when they do not all run within two minutes. */
async function allRunning(get) {
  for (const until = performance.now() + START_MS; ; await delay(500)) {
    const running = (await get('/api/processes?limit=200')).processes.filter(({ state }) => state === 'running');
    if (running.length === SERVERS) return running;
    if (performance.now() > until) throw new Error(`${running.length} of ${SERVERS} servers are running.`);
  }
}
