// `npm run bench`: every figure as a table; `-- --json FILE` writes them too, `-- calls start` measures only these, `-- ipc` the three of `ipc:`,
// `--rounds 1` is a look whether all of it works. Runs on an otherwise quiet machine.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { round } from '../bench/median.js';
import { build, fail, install, root, step } from './project.js';

/** The file of each measure, and its name there: they import what is installed and built first. */
const MEASURES = {
  'ipc:lines': ['ipc-pipeline.js', 'ipcLines'],
  'ipc:crowd': ['ipc-crowd.js', 'ipcCrowd'],
  'ipc:fleet': ['ipc-fleet.js', 'ipcFleet'],
  connect: ['connect-latency.js', 'connectLatency'],
  tools: ['tools-command.js', 'toolsCommand'],
  start: ['start.js', 'starts'],
  sessions: ['sessions.js', 'sessions'],
  calls: ['calls.js', 'calls'],
  gateway: ['gateway.js', 'gateway'],
  fleet: ['fleet.js', 'fleet'],
  orphans: ['orphans.js', 'orphans'],
  frames: ['frames.js', 'frames'],
  'nodes:database': ['nodes.js', 'nodes'],
  'nodes:hand-over': ['hand-over.js', 'handOver'],
  'nodes:wrong': ['wrong-node.js', 'wrongNode'],
  'history:database': ['history.js', 'history'],
  'history:noise': ['history.js', 'noise'],
};

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
  const chosen = Object.entries(MEASURES).filter(([name]) => positionals.length === 0 || positionals.some((wanted) => isAskedFor(name, wanted)));
  for (const [index, [name, [file, measure]]] of chosen.entries()) {
    step(`Measuring: ${name} (${index + 1} of ${chosen.length})`);
    // An hour of figures is not lost by the last of them, nor by whoever breaks it off.
    try {
      const measures = await import(`../bench/${file}`);
      report.figures.push(...(await measures[measure](options)), { figure: `load of the machine after ${name}, of the last minute`, value: round(loadavg()[0]), unit: '' });
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
