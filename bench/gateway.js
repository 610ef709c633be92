// What the gateway costs: the same child called directly and through /mcp/NAME, in turn, in both eras.
import { join } from 'node:path';
import { startProduct } from '../scripts/product.js';
import { root } from '../scripts/project.js';
import { benchDocument } from './calls/bench-api.js';
import { load } from './calls/load.js';
import { cpuMicros } from './calls/process-figures.js';
import { start } from './calls/spawned.js';
import { sessionTarget, statelessTarget } from './calls/targets.js';
import { median, percentile, round } from './median.js';

const CONCURRENT = [1, 32];
const ROUNDS = 15;
const ROUND_MS = 500;
/** V8 compiles what a call runs through for some seconds: with less, the era that is measured first pays for it. */
const WARM_UP_MS = 6_000;

/** Ratios of rounds that lie beside each other, and both eras in the same rounds, so that a machine that changes its speed changes all of them. */
export async function gateway({ rounds = ROUNDS } = {}) {
  const upstream = await start([join(root, 'bench/calls/upstream.js')], []);
  const product = await startProduct();
  try {
    const { direct, through, pid } = await startServer(product.url, upstream.url);
    const eras = [];
    for (const [era, targetOf] of [['old era', sessionTarget], ['new era', statelessTarget]]) {
      const targets = { direct: await targetOf(direct), through: await targetOf(through) };
      for (const target of Object.values(targets)) await load(target, 16, WARM_UP_MS);
      eras.push({ era, targets });
    }
    const figures = [];
    for (const concurrent of CONCURRENT) {
      const measured = eras.map(({ era }) => ({ era, rounds: { direct: [], through: [] }, micros: { api: 0, child: 0 } }));
      for (let turn = 0; turn < rounds; turn += 1) {
        for (const [at, { targets }] of eras.entries()) await measureBoth(targets, concurrent, { api: product.process.pid, child: pid }, turn, measured[at]);
      }
      for (const one of measured) figures.push(...figuresOf(concurrent, one));
    }
    return figures;
  } finally {
    await product.stop();
    await upstream.end();
  }
}

async function startServer(url, baseUrl) {
  const send = async (path, body) => {
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body ?? {}) });
    if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${await answer.text()}`);
    return await answer.json();
  };
  const { id } = await send('/api/servers', { name: 'bench', openapiData: benchDocument(baseUrl), baseUrl });
  const { process } = await send(`/api/servers/${id}/start?wait=true`);
  return { direct: process.endpoint, pid: process.pid, through: `${url}/mcp/bench` };
}

/** One round of each, the other one first every second turn; adds it to what was measured. */
async function measureBoth(targets, concurrent, pids, turn, { rounds, micros }) {
  const used = (name) => cpuMicros(pids[name]) ?? NaN;
  for (const name of turn % 2 === 0 ? ['direct', 'through'] : ['through', 'direct']) {
    const before = { api: used('api'), child: used('child') };
    const { calls, perSecond, latencies } = await load(targets[name], concurrent, ROUND_MS);
    if (name === 'through') for (const who of ['api', 'child']) micros[who] += used(who) - before[who];
    rounds[name].push({ calls, perSecond, p50: median(latencies), p99: percentile(latencies, 99) });
  }
}

function figuresOf(concurrent, { era, rounds, micros }) {
  const { direct, through } = rounds;
  const answered = through.reduce((sum, { calls }) => sum + calls, 0);
  const of = (name, field) => round(median(rounds[name].map((one) => one[field])));
  const figure = (what, value, unit) => ({ figure: `${concurrent} at once, ${era}: ${what}`, value, unit });
  const pairs = (fold) => round(median(through.map((one, index) => fold(one, direct[index]))));
  return [
    figure('calls a second, direct', Math.round(of('direct', 'perSecond')), '1/s'),
    figure('calls a second through the gateway', Math.round(of('through', 'perSecond')), '1/s'),
    figure('the same, as a share of direct', pairs((one, other) => one.perSecond / other.perSecond), 'x'),
    figure('p50, direct', of('direct', 'p50'), 'ms'),
    figure('p50 that the gateway adds', pairs((one, other) => one.p50 - other.p50), 'ms'),
    figure('p99 that the gateway adds', pairs((one, other) => one.p99 - other.p99), 'ms'),
    figure('CPU of the API a call', Math.round(micros.api / answered), 'µs'),
    figure('CPU of the child a call', Math.round(micros.child / answered), 'µs'),
  ];
}
