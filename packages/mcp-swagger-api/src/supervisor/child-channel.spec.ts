import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { ChildMessage } from 'mcp-swagger-ipc';
import { ChildChannel } from './child-channel.js';
import { IpcMeter } from './ipc-meter.js';
import { PipeTurns } from './pipe-turns.js';

const read = (name: string) =>
  readFileSync(new URL(`../../../mcp-swagger-ipc/corpus/${name}.ndjson`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '');

/** A channel over real streams, and all that it heard. */
function open(maxLineBytes = 1024 * 1024) {
  const [stdout, stdin] = [new PassThrough(), new PassThrough()];
  const heard = { messages: [] as ChildMessage[], texts: [] as string[], invalid: [] as string[] };
  const meter = new IpcMeter();
  const channel = new ChildChannel(
    stdout,
    stdin,
    { message: (message) => heard.messages.push(message), text: (text) => heard.texts.push(text), invalid: (detail) => heard.invalid.push(detail) },
    maxLineBytes,
    meter,
    new PipeTurns(Number.POSITIVE_INFINITY),
  );
  const asked = () => (stdin.read() as Buffer | null)?.toString() ?? '';
  return { channel, stdout, heard, asked, meter };
}

async function hear(stdout: PassThrough, ...chunks: (string | Buffer)[]): Promise<void> {
  for (const chunk of chunks) stdout.write(chunk);
  stdout.end();
  await new Promise((resolve) => stdout.once('end', resolve));
}

describe('ChildChannel', () => {
  it('hears every golden line, whole, byte by byte', async () => {
    const { stdout, heard } = open();
    const bytes = Buffer.from(`${read('good').join('\n')}\n`);
    await hear(stdout, ...Array.from(bytes, (byte) => Buffer.from([byte])));
    expect(heard.invalid).toEqual([]);
    expect(heard.messages.length).toBeGreaterThan(12);
    expect(heard.messages.map(({ seq }) => seq)).toEqual(heard.messages.map((_, index) => index + 1));
    expect(heard.messages[2]?.data).toMatchObject({ reason: '客户端已断开 👋' });
  });

  it('hears every line of an older child', async () => {
    const { stdout, heard } = open();
    await hear(stdout, `${read('old').join('\n')}\n`);
    expect([heard.messages.length, heard.invalid.length]).toEqual([read('old').length, 0]);
  });

  it('counts every bad line, takes stray prints for text, and hears the line behind each', async () => {
    const { stdout, heard } = open();
    const bad = read('bad').map((line) => JSON.parse(line) as { reason: string; line: string });
    const good = '{"type":"HEARTBEAT","timestamp":1,"data":{"status":"healthy"}}';
    await hear(stdout, bad.map(({ line }) => `${line}\n${good}\n`).join(''));
    expect(heard.messages).toHaveLength(bad.length);
    expect(heard.texts).toHaveLength(bad.filter(({ reason }) => reason === 'text').length);
    expect(heard.invalid).toHaveLength(bad.filter(({ reason }) => reason !== 'text').length);
  });

  it('drops a runaway line, asks where things stand, and hears the next', async () => {
    const { channel, stdout, heard, asked } = open(1_000);
    await hear(stdout, 'x'.repeat(5_000), `\n${read('good')[5]}\n`);
    expect(heard.invalid).toEqual([expect.stringContaining('5000 bytes')]);
    expect(heard.messages).toMatchObject([{ type: 'HEARTBEAT' }]);
    expect(asked()).toContain('"command":"snapshot"');
    channel.close();
  });

  it('asks where things stand once at a time, and once more for what was lost meanwhile', async () => {
    const { channel, stdout, asked } = open();
    const snapshots = () => [...asked().matchAll(/"command":"snapshot","requestId":"([^"]+)"/g)].map(([, requestId]) => requestId);
    const heartbeat = (seq: number) => `{"v":1,"seq":${seq},"type":"HEARTBEAT","timestamp":1,"data":{"status":"ok","eventLoopDelayMs":0,"rssBytes":0,"heapBytes":0,"cpuMicros":0}}\n`;
    const snapshot = (seq: number, requestId: string | undefined) =>
      `{"v":1,"seq":${seq},"type":"CONNECTION_STATS","timestamp":1,"data":{"activeConnections":0,"totalConnections":0,"full":true,"connections":[],"messages":{"written":0,"dropped":0},"requestId":"${requestId}"}}\n`;
    const say = async (text: string) => {
      stdout.write(text);
      await new Promise(setImmediate);
    };
    await say(Array.from({ length: 100 }, (_, index) => heartbeat(2 + 2 * index)).join(''));
    const first = snapshots();
    expect(first).toHaveLength(1);
    await say(snapshot(201, first[0]));
    const second = snapshots();
    expect(second).toHaveLength(1);
    await say(snapshot(202, second[0]));
    expect(snapshots()).toEqual([]);
    channel.close();
  });

  it('counts what came, and what the child says waits and was dropped there, until it is gone', async () => {
    const { channel, stdout, meter } = open();
    const line = '{"v":1,"seq":1,"type":"CONNECTION_STATS","timestamp":1,"data":{"activeConnections":0,"totalConnections":0,"full":false,"connections":[],"messages":{"written":9,"dropped":2,"queued":7}}}\n';
    await hear(stdout, line, 'a print\n', '{"v":1\n');
    expect(meter.view()).toMatchObject({ messagesReceived: 1, bytesReceived: line.length + 15, errorCount: 1, dropped: 2, queueDepth: 7 });
    channel.close();
    expect(meter.view()).toMatchObject({ dropped: 2, queueDepth: 0 });
  });

  it('tells whoever asked that the child is gone', async () => {
    const { channel } = open();
    const answer = channel.ask({ command: 'health-check' }, 60_000);
    channel.close();
    await expect(answer).rejects.toThrow('ended before it answered');
    await expect(channel.ask({ command: 'snapshot' }, 60_000)).rejects.toThrow('not running');
  });

  it('gives up on an answer that does not come', async () => {
    const { channel } = open();
    await expect(channel.ask({ command: 'health-check' }, 20)).rejects.toThrow('did not answer health-check within 20 ms');
  });
});
