// Many servers of one API: how long each of fifty takes from its spawn until it is ready, and what one that crashes in a loop costs the others.
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startProduct } from '../scripts/product.js';
import { root } from '../scripts/project.js';
import { callsFor } from './calls-for.js';
import { median, percentile, round } from './median.js';

const SERVERS = Number(process.env.BENCH_SERVERS ?? 50);
const ROUNDS = 6;
const ROUND_MS = 4_000;

/** Figures of fifty servers in one API, with and without a neighbour that crashes as soon as it is ready. */
export async function fleet() {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-swagger-fleet-'));
  const upstream = createServer((_request, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"fine":true}'));
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  const cli = join(root, 'packages/mcp-swagger-server/bin/mcp-swagger-server.js');
  // The real server, which crashes when it is told to.
  const script = join(folder, 'child.mjs');
  await writeFile(script, `process.argv[1] = ${JSON.stringify(cli)};\nprocess.on('SIGUSR2', () => process.exit(9));\nawait import(${JSON.stringify(cli)});\n`);
  const product = await startProduct({ dataDir: join(folder, 'data'), env: { ALLOW_PRIVATE_NETWORK: 'true', MCP_SERVER_SCRIPT_PATH: script, PROCESS_MAX_SERVERS: '200' } });
  try {
    const { url } = product;
    const send = async (method, path, body) => (await fetch(url + path, { method, ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }) })).json();
    const openapiData = { openapi: '3.0.0', info: { title: 'Fleet', version: '1' }, servers: [{ url: `http://127.0.0.1:${upstream.address().port}` }], paths: { '/pets': { get: { operationId: 'listPets', responses: { 200: { description: 'pets' } } } } } };
    // Never given up: one with the delays of the product, and one that comes back at once.
    const policies = [{ maxRestarts: 1_000 }, { baseDelayMs: 200, maxDelayMs: 400, maxRestarts: 1_000 }];
    const ids = [];
    for (let index = 0; index < SERVERS; index += 1) ids.push((await send('POST', '/api/servers', { name: `fleet-${index}`, openapiData, restartPolicy: policies[index] ?? {} })).id);
    const begun = performance.now();
    await send('POST', '/api/servers/batch?wait=true', { ids, action: 'start' });
    const { processes } = await send('GET', '/api/processes');
    const allMs = performance.now() - begun;
    const readyMs = processes.filter(({ state }) => state === 'running').map(({ startedAt, readyAt }) => Date.parse(readyAt) - Date.parse(startedAt));
    if (readyMs.length !== SERVERS) throw new Error(`${readyMs.length} of ${SERVERS} servers are running.`);
    const [usual, hasty, ...others] = ids;
    const { ratio, quietMs, crashes } = await crashLoop(url, send, usual, others);
    const worst = await crashLoop(url, send, hasty, others);
    return [
      { figure: `${SERVERS} servers start, all ready`, value: round(allMs), unit: 'ms' },
      { figure: `${SERVERS} servers start, spawn to ready, p50`, value: round(median(readyMs)), unit: 'ms' },
      { figure: `${SERVERS} servers start, spawn to ready, p95`, value: round(percentile(readyMs, 95)), unit: 'ms' },
      { figure: 'a call of a quiet fleet, median', value: round(quietMs), unit: 'ms' },
      { figure: `the same with one server in a crash loop (${crashes} crashes)`, value: round(ratio), unit: 'x' },
      { figure: `the same with one that comes back at once, against its policy (${worst.crashes} crashes)`, value: round(worst.ratio), unit: 'x' },
    ];
  } finally {
    await product.stop();
    upstream.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Quiet and troubled rounds in turn, so that a machine that changes its speed changes both; the ratio is the median of those of neighbours. */
async function crashLoop(url, send, bad, others) {
  const called = others.slice(0, 4);
  await callsFor(url, called, 1_000);
  const ratios = [];
  const quiet = [];
  let crashes = 0;
  for (let index = 0; index < ROUNDS; index += 1) {
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
