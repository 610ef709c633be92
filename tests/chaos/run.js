// Random faults on many servers under the load of clients; after each one, what must hold is looked at. Fails when something does not.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { commonFaults, serverFaults } from './faults.js';
import { call, startLoad } from './load.js';
import { processesOf, startFragile } from './product.js';
import { seededRandom } from './random.js';
import { startUpstream } from './upstream.js';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '600' }, servers: { type: 'string', default: '20' }, seed: { type: 'string' } } });
const seconds = Number(values.seconds);
const servers = Number(values.servers);
const seed = Number(values.seed ?? Date.now() % 1_000_000_007);
/** Long enough for a machine that has more to do: a process that hangs is found in seconds. */
const RECOVERY_MS = 30_000;
/** What a run may take beyond the time of its faults: to start, to settle and to stop. */
const REST_MS = 180_000;
/** So long after a server answers again, calls may still be lost that began before. */
const AFTERMATH_MS = 500;
const LANES = 4;

if (process.platform !== 'linux') {
  process.stdout.write('The chaos run looks at /proc and works on Linux only.\n');
  process.exit(0);
}

if (!(seconds > 0) || !(servers > LANES)) {
  process.stderr.write(`Expected --seconds above 0 and --servers above ${LANES}, for as many have a fault at once; got ${values.seconds} and ${values.servers}.\n`);
  process.exit(2);
}

const random = seededRandom(seed);
const log = (text) => process.stdout.write(`${text}\n`);
const failures = [];
const injected = new Map();
/** When calls of a server (`*`: of all) may be lost, and why. */
const windows = [];
const generations = new Map();
const busy = new Set();

log(`chaos: ${seconds} s, ${servers} servers, seed ${seed}`);
const loads = [];
const [product, upstream] = [await startFragile(), await startUpstream()];
// However it goes, it ends.
setTimeout(() => {
  fail(`The run did not end by itself within ${seconds + REST_MS / 1_000} s.`);
  report();
  product.kill();
  process.exit(1);
}, seconds * 1_000 + REST_MS).unref();
for (const event of ['SIGINT', 'SIGTERM']) process.on(event, () => void cleanUp().then(() => process.exit(1)));
try {
  const ids = await startServers(servers);
  log(`chaos: the servers run after ${Math.round(performance.now() / 1_000)} s`);
  for (const id of ids) loads.push(startLoad(product.url, id));
  const end = performance.now() + seconds * 1_000;
  await Promise.all([...Array.from({ length: LANES }, () => lane(ids, end)), commonLane(end)]);
  await settle(ids);
  await Promise.all(loads.map((load) => load.stop()));
  judgeCalls();
  await product.get('/health/live');
  const { code, signal } = await product.stop();
  if (code !== 0) fail(`The API ended with ${code ?? signal} when it was asked to stop.`);
  for (const id of ids) for (const pid of await processesOf(id)) fail(`Process ${pid} outlived the API.`);
} catch (error) {
  fail(error.stack ?? String(error));
} finally {
  await cleanUp();
}
report();
process.exit(failures.length === 0 ? 0 : 1);

async function startServers(count) {
  const ids = [];
  const restartPolicy = { baseDelayMs: 100, maxDelayMs: 500, maxRestarts: 1_000, windowMs: 60_000 };
  for (let index = 0; index < count; index += 1) {
    const { status, body } = await product.send('POST', '/api/servers', { name: `chaos-${index}`, openapiData: upstream.document, restartPolicy });
    if (status !== 201) throw new Error(`A server was not created: ${status} ${JSON.stringify(body)}`);
    ids.push(body.id);
  }
  await product.send('POST', '/api/servers/batch?wait=true', { ids, action: 'start' });
  for (const id of ids) await recovered(id);
  return ids;
}

/** One fault after the other, each on a server that has none. */
async function lane(ids, end) {
  while (performance.now() < end) {
    const serverId = random.pick(ids.filter((id) => !busy.has(id)));
    busy.add(serverId);
    await attempt(random.pick(serverFaults), serverId);
    busy.delete(serverId);
    await delay(random.between(50, 400));
  }
}

async function commonLane(end) {
  while (performance.now() + 5_000 < end) {
    await delay(random.between(4_000, 8_000));
    const fault = random.pick(commonFaults);
    const window = open('*', fault);
    try {
      await fault.inject({ product, upstream });
      await product.get('/health/live');
      count(fault.name, 'recovered');
    } catch (error) {
      fail(`${fault.name}: ${error.message}`);
    }
    window.to = performance.now() + AFTERMATH_MS;
  }
}

async function attempt(fault, serverId) {
  const before = await product.get(`/api/processes/${serverId}`);
  if (before.generation !== generations.get(serverId)) fail(`Server ${serverId} has process ${before.generation}, not ${generations.get(serverId)}, and nobody did anything to it: ${endsOf(before)}`);
  const window = open(serverId, fault);
  try {
    const afterwards = await fault.inject({ product, upstream, serverId, pid: before.pid, random });
    await recovered(serverId, fault.ends === 'stays' ? exactly(before.generation) : after(before.generation));
    await afterwards?.();
    count(fault.name, 'recovered');
  } catch (error) {
    const found = await product.get(`/api/processes/${serverId}`);
    fail(`${fault.name} on server ${serverId} (process ${before.pid}): ${error.message} ${endsOf(found)}`);
    generations.set(serverId, found.generation);
  }
  window.to = performance.now() + AFTERMATH_MS;
}

function open(serverId, { name, ends }) {
  count(name, 'injected');
  // A process that stays, or that another one takes over from, loses nothing; what is common may hold up all of them.
  const mayLose = serverId === '*' || ends === 'ends';
  const window = { serverId, name, mayLose, from: performance.now(), to: Infinity };
  windows.push(window);
  return window;
}

/** What the generation of a process says: `right`, `not yet`, or `wrong` for good. */
function exactly(expected) {
  return (generation) => (generation === expected ? 'right' : 'wrong');
}

function after(earlier) {
  return (generation) => (generation > earlier ? 'right' : 'not yet');
}

/** It runs as it should, in one process, answers a call, and the API says so. */
async function recovered(serverId, judge = () => 'right') {
  const deadline = performance.now() + RECOVERY_MS;
  let last = 'nothing';
  while (performance.now() < deadline) {
    const view = await product.get(`/api/processes/${serverId}`);
    last = `${view.state}, generation ${view.generation}, ${view.reason ?? 'no reason'}`;
    const judgement = judge(view.generation);
    if (judgement === 'wrong') throw new Error(`It is another process: ${last}`);
    if (view.state === 'running' && judgement === 'right' && view.draining.length === 0) {
      const pids = await processesOf(serverId, product.pid);
      const answer = await call(product.url, serverId);
      const again = await product.get(`/api/processes/${serverId}`);
      last = `${last}; processes ${pids.join(' ')}; a call: ${answer}`;
      if (pids.length === 1 && pids[0] === view.pid && answer === 'answered' && again.pid === view.pid) {
        generations.set(serverId, view.generation);
        return;
      }
    }
    await delay(100);
  }
  throw new Error(`It did not come back within ${RECOVERY_MS / 1_000} s: ${last}`);
}

async function settle(ids) {
  await Promise.all(ids.map((id) => recovered(id, exactly(generations.get(id))).catch((error) => fail(`At the end, server ${id}: ${error.message}`))));
}

/** A call may be lost only while a fault that ends processes was done to its server, or a common one to all. */
function judgeCalls() {
  for (const lost of loads.flatMap(({ result }) => result.lost)) {
    const causes = windows.filter(({ serverId, from, to }) => (serverId === '*' || serverId === lost.serverId) && from <= lost.to && to >= lost.from);
    const cause = causes.find(({ mayLose }) => mayLose);
    if (cause !== undefined) count(cause.name, 'lost');
    else fail(`A call of server ${lost.serverId} was lost with ${causes.map(({ name }) => name).join(', ') || 'no fault at all'}: ${lost.outcome} (${Math.round(lost.to - lost.from)} ms)`);
  }
}

function count(name, what) {
  const counts = injected.get(name) ?? { injected: 0, recovered: 0, lost: 0 };
  counts[what] += 1;
  injected.set(name, counts);
}

/** How the last processes of a server ended. */
function endsOf({ history = [] }) {
  return history.slice(-3).map(({ generation, reason }) => `(${generation}: ${reason})`).join(' ');
}

function fail(text) {
  failures.push(text);
  log(`${Math.round(performance.now() / 1_000)} s: FAILED: ${text}`);
}

async function cleanUp() {
  for (const load of loads) void load.stop();
  upstream.stop();
  await product.stop();
}

function report() {
  const rows = [...injected].sort(([a], [b]) => (a < b ? -1 : 1)).map(([fault, counts]) => ({ fault, ...counts }));
  const sum = (what) => rows.reduce((total, row) => total + row[what], 0);
  const calls = loads.reduce((total, { result }) => total + result.calls, 0);
  log(`${'fault'.padEnd(42)}${'injected'.padStart(10)}${'recovered'.padStart(11)}${'calls lost'.padStart(12)}`);
  for (const row of [...rows, { fault: 'all', injected: sum('injected'), recovered: sum('recovered'), lost: sum('lost') }]) {
    log(`${row.fault.padEnd(42)}${String(row.injected).padStart(10)}${String(row.recovered).padStart(11)}${String(row.lost).padStart(12)}`);
  }
  log(`${calls} calls, ${calls - sum('lost')} answered; each lost one was under way while the process of its server was ended, or all had the fault that it is counted with.`);
  log(failures.length === 0 ? `chaos: all that must hold held (seed ${seed})` : `chaos: ${failures.length} failures (seed ${seed})`);
}
