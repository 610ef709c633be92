// `npm run bench`: every figure as a table; `-- --json FILE` writes them too, `-- calls start` measures only these, `-- ipc` the three of `ipc:`. Runs on an otherwise quiet machine.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';
import { join } from 'node:path';
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
import { build, fail, install, root, step } from './project.js';

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
  const report = { ...circumstances(), figures: [], failed: {} };
  for (const [name, measure] of Object.entries(MEASURES)) {
    if (positionals.length > 0 && !positionals.some((wanted) => isAskedFor(name, wanted))) continue;
    step(`Measuring: ${name}`);
    // An hour of figures is not lost by the last of them, nor by whoever breaks it off.
    try {
      report.figures.push(...(await measure(options)), { figure: `load of the machine after ${name}, of the last minute`, value: round(loadavg()[0]), unit: '' });
    } catch (error) {
      report.failed[name] = error instanceof Error ? error.message : String(error);
      step(`${name} failed: ${report.failed[name]}`);
    }
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  console.table(report.figures);
  const failed = Object.keys(report.failed);
  if (failed.length > 0) throw new Error(`Not measured: ${failed.join(', ')}.`);
} catch (error) {
  fail(error);
}

function wholeNumber(text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${JSON.stringify(text)} is no whole number above 0.`);
  return number;
}

/** What figures are compared by: of which release and commit they are, and of which machine. */
function circumstances() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const machine = `${availableParallelism()} cores of ${cpus()[0]?.model ?? 'unknown make'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()}`;
  return { version, commit: commit(), node: process.version, machine, at: new Date().toISOString() };
}

/** Undefined outside of a checkout. */
function commit() {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
