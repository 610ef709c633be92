// What a call costs that comes to a node which has not the server: two nodes on one database, and the same calls through either, in turn.
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBehind } from '../packages/mcp-swagger-api/dist/database/embedded-postgres/start-embedded-postgres.js';
import { startProduct } from '../scripts/product.js';
import { root } from '../scripts/project.js';
import { benchDocument } from './calls/bench-api.js';
import { load } from './calls/load.js';
import { start as startProgram } from './calls/spawned.js';
import { statelessTarget } from './calls/targets.js';
import { median, percentile, round } from './median.js';

const CONCURRENT = [1, 32];
const ROUNDS = 9;
const ROUND_MS = 500;
const WARM_UP_MS = 1_500;

/** A call that is not answered, or not with what was asked for, ends the measure. */
export async function wrongNode({ rounds = ROUNDS } = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'mcp-swagger-wrong-node-'));
  await chmod(directory, 0o755);
  const postgres = await startBehind('tcp', { dataDir: directory, log: () => {} });
  const { host, port, user, password, database } = postgres;
  const env = { DATABASE_URL: `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`, ENCRYPTION_KEY: randomBytes(32).toString('hex'), NODE_URL: 'http://127.0.0.1:0' };
  const nodes = [await startProduct({ env }), await startProduct({ env })];
  const upstream = await startProgram([join(root, 'bench/calls/upstream.js')], []);
  try {
    const [{ url }] = nodes;
    const { id } = await send(url, '/api/servers', { name: 'bench', openapiData: benchDocument(upstream.url), baseUrl: upstream.url });
    await send(url, `/api/servers/${id}/start?wait=true`);
    const targets = await targetsOf(nodes, id);
    for (const target of Object.values(targets)) await load(target, 16, WARM_UP_MS);
    const figures = [];
    for (const concurrent of CONCURRENT) figures.push(...(await compare(targets, concurrent, rounds)));
    return figures;
  } finally {
    await Promise.all(nodes.map((node) => node.stop()));
    await upstream.end();
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Through the node that has the server, and through the other one. */
async function targetsOf(nodes, serverId) {
  const { nodes: rows, leases } = await (await fetch(`${nodes[0].url}/api/nodes`)).json();
  const owner = rows.find(({ id }) => leases.some((lease) => lease.serverId === serverId && lease.nodeId === id)).url;
  const wrong = nodes.find(({ url }) => url !== owner).url;
  return { right: statelessTarget(`${owner}/mcp/bench`), wrong: statelessTarget(`${wrong}/mcp/bench`) };
}

async function compare(targets, concurrent, times) {
  const rounds = { right: [], wrong: [] };
  for (let turn = 0; turn < times; turn += 1) {
    for (const name of turn % 2 === 0 ? ['right', 'wrong'] : ['wrong', 'right']) {
      const { calls, perSecond, latencies } = await load(targets[name], concurrent, ROUND_MS);
      rounds[name].push({ calls, perSecond, p50: median(latencies), p99: percentile(latencies, 99) });
    }
  }
  const of = (name, what) => median(rounds[name].map((each) => each[what]));
  const at = `${concurrent} at once`;
  return [
    { figure: `calls through the wrong node, ${at}, all answered`, value: rounds.wrong.reduce((sum, { calls }) => sum + calls, 0), unit: '' },
    { figure: `calls through the wrong node, ${at}`, value: Math.round(of('wrong', 'perSecond')), unit: '/s' },
    { figure: `of those through the right one, ${at}`, value: round(of('wrong', 'perSecond') / of('right', 'perSecond')), unit: '' },
    { figure: `p50 more than through the right one, ${at}`, value: round(of('wrong', 'p50') - of('right', 'p50')), unit: 'ms' },
    { figure: `p99 through the wrong node, ${at}`, value: round(of('wrong', 'p99')), unit: 'ms' },
  ];
}

async function send(url, path, body = {}) {
  const answer = await fetch(url + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
