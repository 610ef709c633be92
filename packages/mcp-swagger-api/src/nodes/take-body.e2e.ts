import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { takeBody } from './take-body.js';

const MOST = 100_000;

/** Takes the body, then reads it again as whoever comes after would, and answers with both. */
let server: Server;
beforeAll(async () => {
  server = createServer((incoming, response) => {
    void takeBody(incoming, MOST).then((taken) => {
      if (taken.kind !== 'whole') return void response.writeHead(413).end(taken.kind);
      const again: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => again.push(chunk));
      incoming.once('end', () => response.end(JSON.stringify({ taken: taken.bytes.length, again: Buffer.concat(again).equals(taken.bytes) })));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());

async function send(chunks: readonly number[], length?: number): Promise<{ status: number | undefined; text: string }> {
  const outgoing = request({ port: (server.address() as AddressInfo).port, method: 'POST', headers: length === undefined ? {} : { 'Content-Length': length } });
  outgoing.on('error', () => {});
  for (const bytes of chunks) {
    outgoing.write(Buffer.alloc(bytes, bytes % 251));
    await new Promise((resolve) => setImmediate(resolve));
  }
  outgoing.end();
  const [answer] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream & { statusCode?: number }];
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return { status: answer.statusCode, text };
}

describe('A body that was taken', () => {
  it.each([
    ['nothing', [], 0, 0],
    ['a little of known length', [10], 10, 10],
    ['a little of unknown length', [10], undefined, 10],
    ['many pieces of known length', [10, 20_000, 1, 70_000], 90_011, 90_011],
    ['many pieces of unknown length', [10, 20_000, 1, 70_000], undefined, 90_011],
    ['just as much as may be', [MOST], MOST, MOST],
  ])('is there for the next reader as well: %s', async (_, chunks, length, bytes) => {
    const { status, text } = await send(chunks, length);
    expect([status, JSON.parse(text)]).toEqual([200, { taken: bytes, again: true }]);
  });

  it.each([['announced', MOST + 1], ['found', undefined]])('is refused when it is too large, %s', async (_, length) => {
    expect(await send([MOST, 1], length)).toEqual({ status: 413, text: 'too-large' });
  });
});
