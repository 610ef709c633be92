// The pipe between child and API: what it costs to read it rightly.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { decodeLine, LineSplitter } from '../packages/mcp-swagger-ipc/dist/index.js';
import { ipcLine } from './ipc-lines.js';
import { median, round } from './median.js';

const { EventEmitter2 } = createRequire(new URL('../packages/mcp-swagger-api/package.json', import.meta.url))('eventemitter2');

const ROUNDS = 7;
const writer = fileURLToPath(new URL('ipc-writer.js', import.meta.url));

/** What a reader costs beside the least that anybody must do: read the same pipe and JSON.parse what is a string already. In CPU, interleaved. */
export async function ipcLines({ rounds = ROUNDS } = {}) {
  return [
    ...(await pipeline('300-byte lines', [
      { kind: 'event', count: 40_000, name: '40,000' },
      { kind: 'event', count: 80_000, name: '80,000' },
      { kind: 'event', count: 160_000, name: '160,000' },
    ], rounds)),
    ...(await pipeline('long lines', [
      { kind: '0.5', count: 96, name: '96 of 0.5 MB' },
      { kind: '1', count: 48, name: '48 of 1 MB' },
      { kind: '2', count: 24, name: '24 of 2 MB' },
      { kind: '4', count: 12, name: '12 of 4 MB' },
    ], rounds)),
  ];
}

async function pipeline(of, loads, rounds) {
  const seen = [];
  // The first round warms up.
  for (let index = 0; index <= rounds; index += 1) {
    const round = [];
    for (const { kind, count } of loads) round.push({ floor: await cpuOf(kind, count, floor), reader: await cpuOf(kind, count, reader) });
    if (index > 0) seen.push(round);
  }
  return loads.flatMap(({ kind, count, name }, at) => {
    const costs = seen.map((round) => round[at]);
    const megabytes = (count * Buffer.byteLength(ipcLine(kind, 0))) / 1e6;
    return [
      { figure: `${of}, ${name}: CPU of the floor as a share of the pipeline's`, value: round(median(costs.map(({ floor: least, reader: spent }) => least / spent))), unit: '' },
      { figure: `${of}, ${name}: CPU of the pipeline`, value: round(median(costs.map(({ reader: spent }) => spent / megabytes))), unit: 'ms/MB' },
    ];
  });
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
function reader() {
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
