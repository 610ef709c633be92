import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { type ChildMessage, decodeLine } from 'mcp-swagger-ipc';
import { MessageWriter } from './message-writer.js';

const corpus = createRequire(import.meta.url).resolve('mcp-swagger-ipc/corpus/good.ndjson');
const golden = readFileSync(corpus, 'utf8')
  .split('\n')
  .flatMap((line) => decodeLine(line))
  .map((decoded) => (decoded as { message: ChildMessage }).message);

describe('The writer of the child', () => {
  it.each(golden)('writes the golden $type as the contract has it', async ({ type, data }) => {
    const pipe = new PassThrough();
    const chunks: Buffer[] = [];
    pipe.on('data', (chunk: Buffer) => chunks.push(chunk));
    const writer = new MessageWriter(pipe, { maxQueueBytes: 1024 * 1024, batchSize: 10, batchDelayMs: 5 }, () => {});
    writer.send(type, data);
    expect(await writer.flush(100_000)).toBe(true);
    const decoded = Buffer.concat(chunks).toString().trimEnd().split('\n').flatMap(decodeLine);
    expect(decoded).toEqual([{ kind: 'message', message: { v: 1, seq: 1, type, timestamp: expect.any(Number), data } }]);
  });
});
