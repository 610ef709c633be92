// `npm run bench`: every figure as a table; `-- --json FILE` writes them too, `-- calls start` measures only these, `-- ipc` the three of `ipc:`. Runs on an otherwise quiet machine.
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { calls } from '../bench/calls.js';
import { ipcCrowd } from '../bench/ipc-crowd.js';
import { ipcFleet } from '../bench/ipc-fleet.js';
import { ipcLines } from '../bench/ipc-pipeline.js';
import { connectLatency } from '../bench/connect-latency.js';
import { fleet } from '../bench/fleet.js';
import { frames } from '../bench/frames.js';
import { history, noise } from '../bench/history.js';
import { orphans } from '../bench/orphans.js';
import { gateway } from '../bench/gateway.js';
import { handOver } from '../bench/hand-over.js';
import { nodes } from '../bench/nodes.js';
import { wrongNode } from '../bench/wrong-node.js';
import { sessions } from '../bench/sessions.js';
import { starts } from '../bench/start.js';
import { toolsCommand } from '../bench/tools-command.js';
import { round } from '../bench/median.js';
import { build, fail, install, step } from './project.js';

const MEASURES = { 'ipc:lines': ipcLines, 'ipc:crowd': ipcCrowd, 'ipc:fleet': ipcFleet, connect: connectLatency, tools: toolsCommand, start: starts, sessions, calls, gateway, fleet, orphans, frames, 'nodes:database': nodes, 'nodes:hand-over': handOver, 'nodes:wrong': wrongNode, 'history:database': history, 'history:noise': noise };

try {
  const { values, positionals } = parseArgs({ options: { json: { type: 'string' }, rounds: { type: 'string' }, at: { type: 'string', multiple: true } }, allowPositionals: true });
  const isAskedFor = (measure, name) => measure === name || measure.startsWith(`${name}:`);
  const unknown = positionals.filter((name) => !Object.keys(MEASURES).some((measure) => isAskedFor(measure, name)));
  if (unknown.length > 0) throw new Error(`There is no measure ${unknown.join(', ')}; there are ${Object.keys(MEASURES).join(', ')}.`);
  // The measures that go round have their own number of rounds, and calls have several numbers of calls at once.
  const options = { ...(values.rounds === undefined ? {} : { rounds: wholeNumber(values.rounds) }), ...(values.at === undefined ? {} : { concurrent: values.at.map(wholeNumber) }) };
  await install();
  await build();
  const figures = [];
  for (const [name, measure] of Object.entries(MEASURES)) {
    if (positionals.length > 0 && !positionals.some((wanted) => isAskedFor(name, wanted))) continue;
    step(`Measuring: ${name}`);
    figures.push(...(await measure(options)));
    figures.push({ figure: `load of the machine after ${name}, of the last minute`, value: round(loadavg()[0]), unit: '' });
  }
  console.table(figures);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ node: process.version, at: new Date().toISOString(), figures }, null, 2)}\n`);
} catch (error) {
  fail(error);
}

function wholeNumber(text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${JSON.stringify(text)} is no whole number above 0.`);
  return number;
}
