import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import { type ChildMessage, type Connection, decodeLine, LineSplitter } from 'mcp-swagger-ipc';
import { MessageWriter } from './message-writer.js';
import { type Connections, Reporter, type Reporting } from './reporter.js';
import { statsPages } from './stats-pages.js';

const STARTED = { transport: 'streamable', toolCount: 1, pid: 1, version: '1' };

let reporter: Reporter | undefined;
afterEach(() => reporter?.stop());

function connection(id: number, name = 'client'): Connection {
  return { sessionId: `s-${id}`, kind: 'session', clientInfo: { name }, connectedAt: 1, lastActivity: 2, duration: 3, requestCount: 4, errorCount: 0, bytesIn: 0, bytesOut: 0, inFlight: 0 };
}

function report(live: Connection[], reporting: Partial<Reporting> = {}): { messages: ChildMessage[]; changed: Connection[]; reporter: Reporter; writer: MessageWriter } {
  const pipe = new PassThrough();
  const messages: ChildMessage[] = [];
  const splitter = new LineSplitter(
    (line) => messages.push(...decodeLine(line).flatMap((decoded) => (decoded.kind === 'message' ? [decoded.message] : []))),
    () => {},
  );
  pipe.on('data', (chunk: Buffer) => splitter.push(chunk));
  const writer = new MessageWriter(pipe, { maxQueueBytes: 4 * 1024 * 1024, batchSize: 10, batchDelayMs: 1 }, () => {});
  const changed: Connection[] = [];
  const connections: Connections = { activeConnections: live.length, totalConnections: 9, list: () => live, takeChanged: () => changed.splice(0) };
  reporter = new Reporter(writer, { enabled: true, statsIntervalMs: 100_000, heartbeatIntervalMs: 100_000, ...reporting });
  reporter.start(STARTED, connections);
  return { messages, changed, reporter, writer };
}

it('shows everyone in pages of at most 500 when it starts', async () => {
  const { messages, writer } = report(Array.from({ length: 1_200 }, (_, id) => connection(id)));
  await writer.flush(100_000);
  const pages = messages.flatMap(({ type, data }) => (type === 'CONNECTION_STATS' ? [data] : []));
  expect(pages.map(({ full, page, connections }) => [full, page, connections.length])).toEqual([
    [true, { index: 0, count: 3 }, 500],
    [true, { index: 1, count: 3 }, 500],
    [true, { index: 2, count: 3 }, 200],
  ]);
});

it('answers each request for a picture with its own id', async () => {
  const { messages, reporter, writer } = report([connection(1)]);
  reporter.snapshot('a');
  reporter.snapshot('b');
  await writer.flush(100_000);
  expect(messages.flatMap(({ type, data }) => (type === 'CONNECTION_STATS' ? [data.requestId] : []))).toEqual([undefined, 'a', 'b']);
});

it('tells only what changed, and tells it once', async () => {
  const { messages, changed, writer } = report([], { statsIntervalMs: 5 });
  await writer.flush(100_000);
  changed.push(connection(7));
  while (messages.filter(({ type }) => type === 'CONNECTION_STATS').length < 4) await new Promise(setImmediate);
  const later = messages.flatMap(({ type, data }) => (type === 'CONNECTION_STATS' && !data.full ? [data.connections] : []));
  expect(later.flat()).toEqual([connection(7)]);
});

it('carries the counts of the writer: itself included, and how many wait to be read', async () => {
  const { messages, reporter, writer } = report([]);
  await writer.flush(1_000);
  // The first is on its way; the others wait for it.
  for (let index = 0; index < 4; index += 1) reporter.error({ code: 'X', message: `${index}` });
  reporter.snapshot('x');
  await writer.flush(100_000);
  const last = messages.findLast(({ type }) => type === 'CONNECTION_STATS');
  expect(last?.data).toMatchObject({ messages: { written: last?.seq, dropped: 0, queued: 3 } });
});

it('puts fewer clients on a page when they say much about themselves, so that a line stays below 1 MiB', () => {
  const pages = statsPages(Array.from({ length: 500 }, (_, id) => connection(id, '名'.repeat(1_000))));
  expect(pages.length).toBeGreaterThan(1);
  expect(Math.max(...pages.map((page) => Buffer.byteLength(JSON.stringify(page))))).toBeLessThan(600_000);
  expect(pages.flat()).toHaveLength(500);
});

it('has one empty page when nobody is there', () => {
  expect(statsPages([])).toEqual([[]]);
});

it('tells nothing of connections and calls when it is switched off, and still answers', async () => {
  const { messages, reporter, writer } = report([connection(1)], { enabled: false, statsIntervalMs: 1, heartbeatIntervalMs: 1 });
  reporter.connection({ event: 'connected', kind: 'session', sessionId: 's-1', clientInfo: {} });
  reporter.call({ tool: 'getPet', durationMs: 1, isError: false, bytesIn: 0, bytesOut: 0 });
  reporter.snapshot('r1');
  reporter.health('r2');
  reporter.error({ code: 'X', message: 'told all the same' });
  await writer.flush(100_000);
  expect(messages.map(({ type }) => type)).toEqual(['SERVER_STARTED', 'COMMAND_RESULT', 'HEALTH', 'ERROR']);
  expect(messages[1]?.data).toMatchObject({ requestId: 'r1', success: false, code: 'NOT_MONITORED' });
});

it('tells a delay of the event loop once where no heartbeat begins anew', async () => {
  const { messages, reporter, writer } = report([], { enabled: false });
  const delays = (id: string): number[] => messages.flatMap(({ type, data }) => (type === 'HEALTH' && data.requestId === id ? [data.eventLoopDelayMs] : []));
  while ((delays('first').at(-1) ?? 0) === 0) {
    // Time to begin to look, to be held up, and to see it.
    await delay(250);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
    await delay(250);
    // Nothing can happen between the two.
    reporter.health('first');
    reporter.health('second');
    await writer.flush(1_000);
  }
  expect(delays('second').at(-1)).toBe(0);
});
