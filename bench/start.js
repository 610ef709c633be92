// From the spawn to a server that can be called: for small and large documents, with what was kept and without, against a bare server.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root, run } from '../scripts/project.js';
import { bundleFloor } from './bundle-floor.js';
import { benchDocument } from './calls/bench-api.js';
import { proportionalMb, residentMb } from './calls/process-figures.js';
import { start } from './calls/spawned.js';
import { largeDocuments } from './large-documents.js';
import { median, round } from './median.js';

const ROUNDS = 11;
const REST_MS = 1_000;

const cli = join(root, 'packages/mcp-swagger-server/bin/mcp-swagger-server.js');

/** Interleaved, so that a machine that changes its speed changes all of them. */
export async function starts({ rounds = ROUNDS } = {}) {
  const large = await largeDocuments();
  const folder = mkdtempSync(join(tmpdir(), 'mcp-swagger-bench-'));
  try {
    const petstore = join(folder, 'petstore.json');
    writeFileSync(petstore, benchDocument('http://127.0.0.1:9'));
    const cache = join(folder, 'cache');
    const floor = { name: 'a bare server', command: [await bundleFloor(folder)], args: ['http://127.0.0.1:9'] };
    const serve = (file, flags) => ({ command: [cli], args: ['--openapi', file, '--port', '0', '--log-level', 'error', ...flags] });
    const servers = [
      floor,
      { name: 'petstore', ...serve(petstore, ['--no-cache']) },
      ...Object.entries(large).flatMap(([name, file]) => [
        { name: `${name}, cold`, ...serve(file, ['--no-cache']) },
        { name: `${name}, kept`, ...serve(file, ['--cache', cache]) },
      ]),
    ];
    for (const file of Object.values(large)) await run(process.execPath, [cli, 'tools', '--openapi', file, '--json', '--cache', cache], { stdio: 'ignore' });
    const times = new Map(servers.map(({ name }) => [name, []]));
    for (const server of servers) await toReady(server);
    for (let turn = 0; turn < rounds; turn += 1) {
      for (const server of servers) times.get(server.name).push(await toReady(server));
    }
    const least = (name, field) => Math.round(median(times.get(name).map((one) => one[field])));
    const ratio = (name, to, field) => round(median(times.get(name).map((one, index) => one[field] / times.get(to)[index][field])));
    const against = (what, name, to) => [
      { figure: `spawn to ready, ${what}`, value: ratio(name, to, 'msToReady'), unit: 'x' },
      { figure: `CPU to ready, ${what}`, value: ratio(name, to, 'cpuMsToReady'), unit: 'x' },
    ];
    return [
      ...servers.flatMap(({ name }) => [
        { figure: `spawn to ready, ${name}`, value: least(name, 'msToReady'), unit: 'ms' },
        { figure: `CPU to ready, ${name}`, value: least(name, 'cpuMsToReady'), unit: 'ms' },
      ]),
      ...against('petstore as a multiple of a bare server', 'petstore', 'a bare server'),
      ...Object.keys(large).flatMap((name) => against(`${name} with what was kept, as a multiple of petstore`, `${name}, kept`, 'petstore')),
      ...(await restingMemory(servers)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function toReady({ command, args }) {
  const server = await start(command, args);
  await server.end();
  return server;
}

/** What servers hold when nobody calls them. */
async function restingMemory([floor, ...others]) {
  if (residentMb(process.pid) === undefined) return [];
  const resting = async ({ command, args }) => {
    const server = await start(command, args);
    await delay(REST_MS);
    const memory = { mb: residentMb(server.pid), pssMb: proportionalMb(server.pid) };
    await server.end();
    return memory;
  };
  const least = await resting(floor);
  const figures = [
    { figure: 'resident memory at rest, a bare server', value: round(least.mb), unit: 'MB' },
    { figure: 'proportional share of memory (PSS) at rest, a bare server', value: round(least.pssMb), unit: 'MB' },
  ];
  for (const server of others) {
    const { mb, pssMb } = await resting(server);
    figures.push(
      { figure: `resident memory at rest, ${server.name}`, value: round(mb), unit: 'MB' },
      { figure: 'the same, as a multiple of a bare server', value: round(mb / least.mb), unit: 'x' },
      { figure: `proportional share of memory (PSS) at rest, ${server.name}`, value: round(pssMb), unit: 'MB' },
    );
  }
  return figures;
}
