import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { PassThrough, type Readable, Writable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type ChildMessage, decodeLine, LineSplitter, Sequence } from 'mcp-swagger-ipc';
import { until } from '../testing/until.js';
import { MessageWriter } from './message-writer.js';

const LIMITS = { maxQueueBytes: 256 * 1024, batchSize: 10, batchDelayMs: 20 };
const CALL = { tool: 'getPet', durationMs: 1, isError: false, bytesIn: 0, bytesOut: 0 };

let reader: ChildProcessByStdio<Writable, Readable, null> | undefined;
afterEach(() => {
  reader?.kill('SIGKILL');
  reader = undefined;
});

/** A real process at the other end of a pipe, which can be stopped, and what it read. */
function realReader(): { stdin: Writable; received: ChildMessage[]; child: ChildProcessByStdio<Writable, Readable, null> } {
  const child = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
  reader = child;
  const received: ChildMessage[] = [];
  const splitter = collect(received);
  child.stdout.on('data', (chunk: Buffer) => splitter.push(chunk));
  return { stdin: child.stdin, received, child };
}

function collect(received: ChildMessage[]): LineSplitter {
  return new LineSplitter(
    (line) => {
      for (const decoded of decodeLine(line)) {
        if (decoded.kind !== 'message') throw new Error(`Not a message: ${line.slice(0, 200)}`);
        received.push(decoded.message);
      }
    },
    (bytes) => {
      throw new Error(`A line of ${bytes} bytes`);
    },
  );
}

it('delivers or counts every message while its reader is stopped and after', async () => {
  const { stdin, received, child } = realReader();
  const writer = new MessageWriter(stdin, LIMITS, () => {});
  child.kill('SIGSTOP');
  for (let id = 0; id < 20_000; id += 1) {
    writer.sendLater('CALL', { ...CALL, tool: `工具-${id}` });
    if (id % 10 === 0) writer.send('ERROR', { code: 'TEST', message: '出错了 💥' });
    if (id % 1_000 === 0) await new Promise(setImmediate);
  }
  expect(await writer.flush(50)).toBe(false);
  expect(writer.counts.dropped).toBeGreaterThan(0);
  child.kill('SIGCONT');
  expect(await writer.flush(100_000)).toBe(true);
  const { written, dropped } = writer.counts;
  expect(written).toBe(22_000);
  await until(() => received.length >= written - dropped, 'all that was not dropped is there');
  expect(received.length + dropped).toBe(written);
  const sequence = new Sequence();
  for (const { seq } of received) sequence.observe(seq);
  const { last, missing } = sequence.counts;
  expect(missing + (written - last)).toBe(dropped);
});

it('keeps the last quarter of its queue for what is not a call', async () => {
  const { stdin, received, child } = realReader();
  const writer = new MessageWriter(stdin, LIMITS, () => {});
  child.kill('SIGSTOP');
  for (let id = 0; id < 10_000; id += 1) writer.sendLater('CALL', CALL);
  const before = writer.counts.dropped;
  expect(before).toBeGreaterThan(0);
  for (let id = 0; id < 100; id += 1) writer.send('ERROR', { code: 'TEST', message: `${id}` });
  expect(writer.counts.dropped).toBe(before);
  child.kill('SIGCONT');
  expect(await writer.flush(100_000)).toBe(true);
  await until(() => received.filter(({ type }) => type === 'ERROR').length === 100, 'all errors are there');
});

it('makes one picture of now for a reader that comes back, not a pile of old ones', async () => {
  const { stdin, received, child } = realReader();
  const writer = new MessageWriter(stdin, LIMITS, () => {});
  child.kill('SIGSTOP');
  let connections = 0;
  const offer = (): void => {
    connections += 1;
    writer.offer('stats', () => writer.send('CONNECTION_STATS', { activeConnections: connections, totalConnections: connections, full: false, connections: [], messages: { written: 0, dropped: 0 } }));
  };
  for (let id = 0; id < 10_000; id += 1) {
    offer();
    writer.sendLater('CALL', CALL);
  }
  child.kill('SIGCONT');
  expect(await writer.flush(100_000)).toBe(true);
  await until(() => received.length === writer.counts.written - writer.counts.dropped, 'all is there');
  const stats = received.filter(({ type }) => type === 'CONNECTION_STATS');
  expect(stats.length).toBeLessThan(100);
  expect(stats.at(-1)?.data).toMatchObject({ activeConnections: 10_000 });
});

it('counts all that is left when its reader dies, and says so once', async () => {
  const { stdin, child } = realReader();
  let broken = 0;
  const writer = new MessageWriter(stdin, LIMITS, () => (broken += 1));
  child.kill('SIGSTOP');
  for (let id = 0; id < 5_000; id += 1) writer.sendLater('CALL', CALL);
  child.kill('SIGKILL');
  await until(() => broken > 0, 'the pipe is broken');
  for (let id = 0; id < 10; id += 1) writer.send('ERROR', { code: 'LATE', message: 'nobody hears this' });
  expect(await writer.flush(1_000)).toBe(false);
  expect(broken).toBe(1);
  const { written, dropped } = writer.counts;
  expect(written).toBe(5_010);
  // A pipe's worth or two, as large as this system makes them, may have been taken over before the reader died.
  expect(dropped).toBeGreaterThan(10);
});

describe('batches', () => {
  async function lines(act: (writer: MessageWriter) => Promise<void> | void): Promise<string[]> {
    const pipe = new PassThrough();
    let text = '';
    pipe.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const writer = new MessageWriter(pipe, LIMITS, () => {});
    await act(writer);
    await writer.flush(1_000);
    return text.trimEnd().split('\n');
  }

  it('waits for company, but no longer than its delay', async () => {
    const [line, ...others] = await lines(async (writer) => {
      for (let id = 0; id < 3; id += 1) writer.sendLater('CALL', CALL);
      const startedMs = performance.now();
      while (performance.now() - startedMs < LIMITS.batchDelayMs * 3) await new Promise(setImmediate);
    });
    expect(others).toEqual([]);
    expect(JSON.parse(line ?? '')).toMatchObject({ v: 1, seq: 1, type: 'BATCH', data: { messages: [{ seq: 1 }, { seq: 2 }, { seq: 3 }] } });
  });

  it('takes ten at a time', async () => {
    const [first] = await lines((writer) => {
      for (let id = 0; id < 25; id += 1) writer.sendLater('CALL', CALL);
    });
    expect((JSON.parse(first ?? '') as { data: { messages: unknown[] } }).data.messages).toHaveLength(10);
  });

  it('lets an urgent message take the waiting ones with it, in their order', async () => {
    const found = await lines((writer) => {
      writer.sendLater('CALL', CALL);
      writer.send('ERROR', { code: 'URGENT', message: 'now' });
    });
    expect(found.flatMap((line) => decodeLine(line))).toMatchObject([{ message: { seq: 1, type: 'CALL' } }, { message: { seq: 2, type: 'ERROR' } }]);
  });

  it('keeps a write below 64 KiB', async () => {
    const writes: number[] = [];
    const slow = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        writes.push(chunk.length);
        setImmediate(done);
      },
    });
    const writer = new MessageWriter(slow, { ...LIMITS, maxQueueBytes: 4 * 1024 * 1024 }, () => {});
    for (let id = 0; id < 1_000; id += 1) writer.send('ERROR', { code: 'LONG', message: 'x'.repeat(1_000) });
    expect(await writer.flush(100_000)).toBe(true);
    expect(Math.max(...writes)).toBeLessThan(70_000);
    expect(writes.length).toBeGreaterThan(10);
  });
});
