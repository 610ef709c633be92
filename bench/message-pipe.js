// What the line-buffered, validating reader costs, as a ratio to the least that anybody must do: JSON.parse of ready strings.
import { decodeLine, LineSplitter } from '../packages/mcp-swagger-ipc/dist/index.js';
import { median, round } from './median.js';

const MESSAGES = 20_000;
const CHUNK_BYTES = 64 * 1024;
const ROUNDS = 9;

const lines = Array.from({ length: MESSAGES }, (_, index) =>
  JSON.stringify({
    v: 1,
    seq: index + 1,
    type: 'CONNECTION_EVENT',
    timestamp: 1_760_000_000_000 + index,
    data: { event: 'connected', kind: 'session', sessionId: `session-${index}`, clientInfo: { name: '客户端', version: '1.0', ip: '127.0.0.1', userAgent: 'node' } },
  }),
);
const stream = Buffer.from(lines.map((line) => `${line}\n`).join(''));

function floor() {
  let messages = 0;
  for (const line of lines) if (JSON.parse(line).v === 1) messages += 1;
  return messages;
}

function pipe() {
  let messages = 0;
  const splitter = new LineSplitter(
    (line) => {
      for (const decoded of decodeLine(line)) if (decoded.kind === 'message') messages += 1;
    },
    () => {},
  );
  for (let at = 0; at < stream.length; at += CHUNK_BYTES) splitter.push(stream.subarray(at, at + CHUNK_BYTES));
  splitter.end();
  return messages;
}

function timed(work) {
  const begun = performance.now();
  if (work() !== MESSAGES) throw new Error('Messages were lost.');
  return performance.now() - begun;
}

/** Interleaved, so that a machine that changes its speed changes both. */
export async function messagePipe() {
  const ratios = [];
  const rates = [];
  timed(floor);
  timed(pipe);
  for (let index = 0; index < ROUNDS; index += 1) {
    const least = timed(floor);
    const ours = timed(pipe);
    ratios.push(ours / least);
    rates.push((MESSAGES / ours) * 1000);
  }
  return [
    { figure: 'split + decode + validate, messages a second', value: Math.round(median(rates)), unit: '1/s' },
    { figure: 'the same, time as a ratio to JSON.parse of ready strings', value: round(median(ratios)), unit: 'x' },
  ];
}
