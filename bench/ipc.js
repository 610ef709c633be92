// The pipe between child and API: what it costs to read it rightly, what a crowd of connections costs, and how soon a browser knows.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { decodeLine, LineSplitter } from '../packages/mcp-swagger-ipc/dist/index.js';
import { ipcCrowd } from './ipc-crowd.js';
import { ipcLine } from './ipc-lines.js';
import { median, round } from './median.js';

const { EventEmitter2 } = createRequire(new URL('../packages/mcp-swagger-api/package.json', import.meta.url))('eventemitter2');

const ROUNDS = 5;
const writer = fileURLToPath(new URL('ipc-writer.js', import.meta.url));

export async function ipc() {
  return [...(await pipelines()), ...(await ipcCrowd())];
}

/** What a reader costs beside the least that anybody must do: read the same pipe and JSON.parse what is a string already. In CPU, interleaved. */
async function pipelines() {
  const figures = [];
  for (const { kind, counts, name } of [
    { kind: 'event', counts: [20_000, 40_000], name: '300-byte lines' },
    { kind: 'large', counts: [4, 8], name: '2 MB lines' },
  ]) {
    const ratios = [];
    const costs = counts.map(() => []);
    for (let index = 0; index < ROUNDS + 1; index += 1) {
      const least = await cpuOf(kind, counts[0], floor);
      const spent = [];
      for (const count of counts) spent.push(await cpuOf(kind, count, pipeline));
      // The first round warms up.
      if (index === 0) continue;
      ratios.push(least / spent[0]);
      spent.forEach((ms, at) => costs[at].push(ms));
    }
    figures.push(
      { figure: `pipeline of ${name}: floor as a share of its CPU (1 would be free)`, value: round(median(ratios)), unit: '' },
      { figure: `the same: CPU of twice as many lines`, value: round(median(costs[1]) / median(costs[0])), unit: 'x' },
      { figure: `the same: lines a CPU second`, value: Math.round((counts[0] / median(costs[0])) * 1000), unit: '1/s' },
    );
  }
  return figures;
}

/** CPU ms of this process to take `count` lines of a child's pipe. */
async function cpuOf(kind, count, taker) {
  const ready = Array.from({ length: Math.min(count, 1_000) }, (_, index) => ipcLine(kind, index));
  const child = spawn(process.execPath, [writer, kind, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const taking = taker(ready);
  const begun = process.cpuUsage();
  child.stdout.on('data', (chunk) => taking.take(chunk));
  await once(child.stdout, 'end');
  const taken = taking.end();
  const { user, system } = process.cpuUsage(begun);
  if (taken !== count) throw new Error(`${taken} of ${count} lines of kind ${kind} arrived.`);
  return (user + system) / 1000;
}

/** A newline in the bytes is a line; its text is ready. */
function floor(ready) {
  let lines = 0;
  return {
    take(chunk) {
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) {
        if (JSON.parse(ready[lines % ready.length]).v === 1) lines += 1;
      }
    },
    end: () => lines,
  };
}

/** Split, decode, validate, emit: what the API does. */
function pipeline() {
  let lines = 0;
  const emitter = new EventEmitter2({ wildcard: false });
  emitter.on('message', () => (lines += 1));
  const splitter = new LineSplitter(
    (line) => {
      for (const decoded of decodeLine(line)) if (decoded.kind === 'message') emitter.emit('message', decoded.message);
    },
    () => {},
    8 * 1024 * 1024,
  );
  return { take: (chunk) => splitter.push(chunk), end: () => (splitter.end(), lines) };
}
