// What a tool call costs: through a bare server, through us in both eras, and through other programs that do the same work.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../scripts/project.js';
import { bundleFloor } from './bundle-floor.js';
import { benchDocument } from './calls/bench-api.js';
import { load } from './calls/load.js';
import { cpuMicros, residentMb } from './calls/process-figures.js';
import { start, together } from './calls/spawned.js';
import { bareTarget, sessionTarget, statelessTarget, streamedTarget } from './calls/targets.js';
import { median, percentile, round } from './median.js';
import { installPeers, startGenerated, startIvotoby } from './peers/start-peers.js';

const CONCURRENT = [1, 16, 32, 64];
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 9);
const ROUND_MS = 400;
const WARM_UP_MS = 1_500;
const REST_MS = 1_000;

const cli = join(root, 'packages/mcp-swagger-server/bin/mcp-swagger-server.js');

/** Interleaved, so that a machine that changes its speed changes all of them; each round begins with another one. */
export async function calls() {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-swagger-bench-'));
  const { started, end } = together();
  try {
    await installPeers();
    const api = await started(start([join(root, 'bench/calls/upstream.js')], []));
    const documentFile = join(folder, 'bench.json');
    writeFileSync(documentFile, benchDocument(api.url));
    const floor = await started(start([await bundleFloor(folder)], [api.url]));
    const child = await started(start([cli], ['--openapi', documentFile, '--port', '0', '--no-cache', '--base-url', api.url]));
    const ivotoby = await started(startIvotoby(documentFile, api.url));
    const generated = await started(startGenerated(documentFile, folder));
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    const idleMb = { floor: residentMb(floor.pid), child: residentMb(child.pid) };
    const servers = [
      { name: 'floor', pid: floor.pid, target: bareTarget(floor.url) },
      { name: 'old era', pid: child.pid, target: await sessionTarget(child.url) },
      { name: 'new era', pid: child.pid, target: statelessTarget(child.url) },
      { name: '@ivotoby/openapi-mcp-server', pid: ivotoby.pid, target: await streamedTarget(ivotoby.url) },
      { name: 'openapi-mcp-generator', pid: generated.pid, target: await sessionTarget(generated.url) },
    ];
    for (const { target } of servers) await load(target, 16, WARM_UP_MS);
    const figures = [];
    for (const concurrent of CONCURRENT) figures.push(...(await compare(servers, concurrent)));
    return [...figures, ...memoryFigures(idleMb, servers)];
  } finally {
    await end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each server against the first one, at so many calls at once. */
async function compare(servers, concurrent) {
  const rounds = new Map(servers.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index] of servers.entries()) {
      const { name, pid, target } = servers[(index + round) % servers.length];
      const before = cpuMicros(pid);
      const { calls: answered, perSecond, latencies } = await load(target, concurrent, ROUND_MS);
      const cpu = before === undefined ? NaN : cpuMicros(pid) - before;
      rounds.get(name).push({ answered, perSecond, cpu, p50: median(latencies), p99: percentile(latencies, 99) });
    }
  }
  const floor = rounds.get('floor');
  const cpuACall = (own) => own.reduce((sum, { cpu }) => sum + cpu, 0) / own.reduce((sum, { answered }) => sum + answered, 0);
  return servers.flatMap(({ name }) => {
    const own = rounds.get(name);
    const ratio = (field) => round(median(own.map((one, index) => one[field] / floor[index][field])));
    const figure = (what, value, unit) => ({ figure: `${concurrent} at once, ${name}: ${what}`, value, unit });
    return [
      figure('calls a second', Math.round(median(own.map(({ perSecond }) => perSecond))), '1/s'),
      figure('p50', round(median(own.map(({ p50 }) => p50))), 'ms'),
      figure('p99', round(median(own.map(({ p99 }) => p99))), 'ms'),
      figure('CPU a call', Math.round(cpuACall(own)), 'µs'),
      ...(name === 'floor'
        ? []
        : [
            figure('calls a second, as a share of the floor', ratio('perSecond'), 'x'),
            figure('p50, as a multiple of the floor', ratio('p50'), 'x'),
            figure('CPU a call, as a multiple of the floor', round(cpuACall(own) / cpuACall(floor)), 'x'),
          ]),
    ];
  });
}

function memoryFigures(idleMb, servers) {
  if (idleMb.floor === undefined) return [];
  return [
    { figure: 'resident memory of the floor, idle', value: round(idleMb.floor), unit: 'MB' },
    { figure: 'resident memory of the child, idle', value: round(idleMb.child), unit: 'MB' },
    { figure: 'the same, as a multiple of the floor', value: round(idleMb.child / idleMb.floor), unit: 'x' },
    ...servers.filter(({ name }) => name !== 'new era').map(({ name, pid }) => ({ figure: `resident memory after the load, ${name === 'old era' ? 'the child' : name}`, value: round(residentMb(pid)), unit: 'MB' })),
  ];
}
