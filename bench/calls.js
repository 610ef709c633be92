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
const ROUNDS = 9;
const ROUND_MS = 400;
const PEERS = ['@ivotoby/openapi-mcp-server', 'openapi-mcp-generator'];
const WARM_UP_MS = 1_500;
const REST_MS = 1_000;

const cli = join(root, 'packages/mcp-swagger-server/bin/mcp-swagger-server.js');

/** Interleaved, so that a machine that changes its speed changes all of them; each round begins with another one. */
export async function calls({ rounds = ROUNDS, concurrent = CONCURRENT } = {}) {
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
      { name: PEERS[0], pid: ivotoby.pid, target: await streamedTarget(ivotoby.url) },
      { name: PEERS[1], pid: generated.pid, target: await sessionTarget(generated.url) },
    ];
    for (const { target } of servers) await load(target, 16, WARM_UP_MS);
    const figures = [];
    for (const callers of concurrent) figures.push(...(await compare(servers, callers, rounds)));
    return [...figures, ...memoryFigures(idleMb, servers)];
  } finally {
    await end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each server against the first one, at so many calls at once, round by round. */
async function compare(servers, concurrent, times) {
  const rounds = new Map(servers.map(({ name }) => [name, []]));
  for (let turn = 0; turn < times; turn += 1) {
    for (const [index] of servers.entries()) {
      const { name, pid, target } = servers[(index + turn) % servers.length];
      const before = cpuMicros(pid);
      const { calls: answered, perSecond, latencies } = await load(target, concurrent, ROUND_MS);
      const cpu = before === undefined ? NaN : (cpuMicros(pid) - before) / answered;
      rounds.get(name).push({ perSecond, cpu, p50: median(latencies), p99: percentile(latencies, 99) });
    }
  }
  const floor = rounds.get('floor');
  const figures = servers.flatMap(({ name }) => {
    const own = rounds.get(name);
    const figure = (what, value, unit) => ({ figure: `${concurrent} at once, ${name}: ${what}`, value, unit });
    return [
      figure('calls a second', Math.round(median(own.map(({ perSecond }) => perSecond))), '1/s'),
      figure('p50', round(median(own.map(({ p50 }) => p50))), 'ms'),
      figure('p99', round(median(own.map(({ p99 }) => p99))), 'ms'),
      figure('CPU a call', Math.round(median(own.map(({ cpu }) => cpu))), 'µs'),
      ...(name === 'floor'
        ? []
        : [
            figure('calls a second, as a share of the floor', ratio(own, floor, 'perSecond'), 'x'),
            figure('p50, as a multiple of the floor', ratio(own, floor, 'p50'), 'x'),
            figure('CPU a call, as a multiple of the floor', ratio(own, floor, 'cpu'), 'x'),
          ]),
    ];
  });
  return [...figures, ...againstPeers(rounds, concurrent)];
}

/** Both eras against the better one of the other programs. */
function againstPeers(rounds, concurrent) {
  const speed = (name) => median(rounds.get(name).map(({ perSecond }) => perSecond));
  const best = PEERS.reduce((one, other) => (speed(other) > speed(one) ? other : one));
  return ['old era', 'new era'].flatMap((era) => [
    { figure: `${concurrent} at once, ${era}: calls a second, as a multiple of ${best}`, value: ratio(rounds.get(era), rounds.get(best), 'perSecond'), unit: 'x' },
    { figure: `${concurrent} at once, ${era}: the CPU a call of ${best}, as a multiple of ours`, value: ratio(rounds.get(best), rounds.get(era), 'cpu'), unit: 'x' },
  ]);
}

/** The median of the ratios of each round: what slowed a round down, slowed both down. */
function ratio(own, others, field) {
  return round(median(own.map((one, index) => one[field] / others[index][field])));
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
