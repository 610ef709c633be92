// How long a server is away when its node goes: by SIGTERM, by SIGKILL, and cut from the database; with the usual lease of 15 s.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startBehind } from '../packages/mcp-swagger-api/dist/database/embedded-postgres/start-embedded-postgres.js';
import { startProduct } from '../scripts/product.js';
import { median, round } from './median.js';

const ROUNDS = 2;
const SERVERS = 10;

/** Of two nodes with ten servers, the first goes and the second takes over; ms from the event until all ten run. */
export async function handOver({ rounds = ROUNDS } = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'mcp-swagger-hand-over-'));
  await chmod(directory, 0o755);
  const postgres = await startBehind('tcp', { dataDir: directory, log: () => {} });
  const { host, port, user, password, database } = postgres;
  const key = randomBytes(32).toString('hex');
  const cables = [];
  const start = async () => {
    const cable = await layCable(host, port);
    cables.push(cable);
    const url = `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${cable.port}/${database}`;
    return Object.assign(await startProduct({ env: { DATABASE_URL: url, ENCRYPTION_KEY: key, NODE_URL: 'http://127.0.0.1:0' } }), { cable });
  };
  const away = { SIGTERM: [], SIGKILL: [], cut: [] };
  let [first, second] = [await start(), await start()];
  try {
    const openapiData = { openapi: '3.0.0', info: { title: 'x', version: '1' }, servers: [{ url: 'http://127.0.0.1:1' }], paths: { '/x': { get: { operationId: 'x', responses: { 200: { description: 'x' } } } } } };
    const ids = [];
    for (let index = 0; index < SERVERS; index += 1) ids.push((await send(first, 'POST', '/api/servers', { name: `s${index}`, openapiData })).id);
    await send(first, 'POST', '/api/servers/batch', { ids, action: 'start' });
    await allRun(first, ids);
    for (let turn = 0; turn < rounds; turn += 1) {
      for (const how of ['SIGTERM', 'SIGKILL', 'cut']) {
        const begun = performance.now();
        if (how === 'cut') first.cable.cut();
        else first.process.kill(how);
        await allRun(second, ids, second);
        away[how].push(performance.now() - begun);
        if (how === 'cut') first.process.kill('SIGKILL');
        if (first.process.exitCode === null && first.process.signalCode === null) await once(first.process, 'close');
        await first.stop();
        // The database still holds what was cut, and has room for so many only.
        first.cable.end();
        [first, second] = [second, await start()];
        // A node that comes takes nothing that runs: the next to go has all of them.
        await delay(6_000);
      }
    }
    return Object.entries(away).map(([how, times]) => ({ figure: `${SERVERS} servers run on another node after ${how}, median of ${rounds}`, value: round(median(times)), unit: 'ms' }));
  } finally {
    await Promise.all([first.stop(), second.stop()]);
    for (const cable of cables) cable.end();
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function send({ url }, method, path, body) {
  return (await fetch(url + path, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json();
}

/** `on`: by that node alone, or wherever they run. */
async function allRun({ url }, ids, on) {
  for (;;) {
    const [{ servers }, { nodes, leases }] = await Promise.all([fetch(`${url}/api/servers`), fetch(`${url}/api/nodes`)].map(async (answer) => (await answer).json()));
    const self = nodes.find(({ isThis }) => isThis).id;
    const isThere = (id) => servers.some((server) => server.id === id && server.process.state === 'running') && (on === undefined || leases.some((lease) => lease.serverId === id && lease.nodeId === self));
    if (ids.every(isThere)) return;
    await delay(50);
  }
}

/** A way to a port that can be cut: nothing passes any more, and no side hears of it. */
async function layCable(host, to) {
  const ends = new Set();
  const server = createServer((near) => {
    const far = connect(to, host);
    for (const [one, other] of [[near, far], [far, near]]) {
      ends.add(one);
      one.on('error', () => {}).on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  let isCut = false;
  server.on('connection', (socket) => isCut && socket.pause());
  return {
    port: server.address().port,
    cut: () => {
      isCut = true;
      for (const end of ends) end.unpipe().pause();
    },
    end: () => {
      server.close();
      for (const end of ends) end.destroy();
    },
  };
}
