import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { oneOperation } from '../testing/build-upstream.js';
import { answering, callOnce, textsOf } from '../testing/call-once.js';
import { startRecordingServer } from '../testing/recording-server.js';
import type { RecordingServer } from '../testing/recording-server.js';
import type { ToolCallResult } from '../tool-call-result.js';

let server: RecordingServer;
beforeEach(async () => {
  server = await startRecordingServer();
});
afterEach(async () => {
  await server.close();
});

const call = async (options = {}, origin = server.origin): Promise<ToolCallResult> => await callOnce(oneOperation({}), origin, options);

/** A server that writes bytes of its own choice. */
async function raw(speak: (socket: Socket) => void): Promise<{ origin: string; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const tcp: Server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => speak(socket));
  });
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(tcp.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => tcp.close(resolve));
    },
  };
}

async function callRaw(speak: (socket: Socket) => void, options = {}): Promise<ToolCallResult> {
  const { origin, close } = await raw(speak);
  try {
    return await call(options, origin);
  } finally {
    await close();
  }
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

describe('an upstream that', () => {
  it('sends a byte now and then is given up in time, and what came is told', async () => {
    const result = await callRaw((socket) => {
      socket.write(`${HEAD}content-length: 1000\r\n\r\n`);
      const drip = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(drip));
    }, { timeoutMs: 1_000 });
    expect(result.isError).toBe(true);
    expect(textsOf(result)[0]).toMatch(/began to answer \(status 200\) but did not finish within 1000 ms; \d+ bytes had come/);
  });

  it('sends its headers byte by byte is given up in time', async () => {
    const result = await callRaw((socket) => {
      let at = 0;
      const drip = setInterval(() => socket.write(HEAD[at++ % HEAD.length] ?? ''), 20);
      socket.on('close', () => clearInterval(drip));
    }, { timeoutMs: 250 });
    expect(textsOf(result)[0]).toContain('did not answer within 250 ms');
  });

  it.each<[string, (socket: Socket) => void, RegExp]>([
    ['resets in mid-body', (socket) => socket.write(`${HEAD}content-length: 1000\r\n\r\n{"a":`, () => setTimeout(() => socket.resetAndDestroy(), 20)), /answered status 200, but its answer broke off after 5 bytes: the connection was (reset|closed)/],
    ['closes before its Content-Length', (socket) => socket.end(`${HEAD}content-length: 1000\r\n\r\n{}`), /broke off after 2 bytes: the connection was closed before the answer was complete/],
    ['closes in the middle of a chunk', (socket) => socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\n10\r\n{"a"`), /broke off after 4 bytes/],
    ['sends chunks that are none', (socket) => socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n{}`), /broke off after 0 bytes: (its answer|Response) does not match the HTTP\/1\.1 protocol/],
    ['sends endless headers', (socket) => socket.write(`HTTP/1.1 200 OK\r\n${'x-a: y\r\n'.repeat(10_000)}`), /could not be called/],
  ])('%s is told as such', async (_what, speak, message) => {
    const result = await callRaw(speak);
    expect(result.isError).toBe(true);
    expect(textsOf(result)[0]).toMatch(message);
  });

  it('sends more than its Content-Length is read to there, and the next call is not confused', async () => {
    const { origin, close } = await raw((socket) => socket.write(`${HEAD}content-length: 2\r\n\r\n{}HTTP/1.1 500 smuggled\r\n\r\n`));
    expect(await call({}, origin)).toMatchObject({ content: [{ text: '{}' }], upstreamStatus: 200 });
    expect(await call({}, origin)).toMatchObject({ content: [{ text: '{}' }], upstreamStatus: 200 });
    await close();
  });

  it('says a shorter Content-Length than its JSON is told as such', async () => {
    const result = await callRaw((socket) => socket.write(`${HEAD}content-length: 5\r\n\r\n{"a":1}`));
    expect(textsOf(result)).toEqual(['{"a":', expect.stringContaining('cannot be read as JSON')]);
  });

  it('ends without Content-Length by closing is read to its end', async () => {
    expect(await callRaw((socket) => socket.end(`${HEAD}\r\n{"a":1}`))).toMatchObject({ content: [{ text: '{"a":1}' }] });
  });
});

describe('a compressed answer', () => {
  const text = JSON.stringify({ words: Array.from({ length: 200 }, (_, index) => index * 7919) });

  it.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['gzip, br', brotliCompressSync(gzipSync(text))],
    ['identity', Buffer.from(text)],
  ])('by %s is unpacked', async (encoding, packed) => {
    server.answer = answering(200, { 'content-type': 'application/json', 'content-encoding': encoding }, packed);
    expect(textsOf(await call())).toEqual([text]);
  });

  it.each([
    ['gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
  ])('by %s that ends too early is told as such', async (encoding, packed) => {
    server.answer = answering(200, { 'content-type': 'application/json', 'content-encoding': encoding }, packed.subarray(0, packed.length / 2));
    const result = await call();
    expect(result.isError).toBe(true);
    expect(textsOf(result)[0]).toMatch(/broke off after \d+ bytes: it is compressed, and (the compressed data ends too early|cannot be unpacked)/);
  });

  it('that is no such thing is told as such', async () => {
    server.answer = answering(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }, '{"a":1}');
    expect(textsOf(await call())[0]).toContain('it is compressed, and cannot be unpacked');
  });

  it.each(['compress', 'zstd, aes128gcm'])('by %s, which nobody here can unpack, is told as such', async (encoding) => {
    server.answer = answering(200, { 'content-type': 'application/json', 'content-encoding': encoding }, 'x');
    expect(textsOf(await call())[0]).toMatch(/The answer is packed as "(compress|aes128gcm)", which this version of Node cannot unpack; gzip, deflate and br are\.$/);
  });

  it('by zstd that ends too early is told as such, or that it cannot be unpacked here', async () => {
    // The start of a frame that promises more (RFC 8878 section 3.1.1).
    server.answer = answering(200, { 'content-type': 'application/json', 'content-encoding': 'zstd' }, Buffer.from('28b52ffd2064150300', 'hex'));
    const result = await call();
    expect(result.isError).toBe(true);
    expect(textsOf(result)[0]).toMatch(/"zstd", which this version of Node cannot unpack|it is compressed, and/);
  });

  it('without a body is empty', async () => {
    server.answer = answering(200, { 'content-encoding': 'gzip' });
    expect(textsOf(await call())).toEqual(['Status 200, no content.']);
  });

  it('that grows a thousandfold is read to the bound and no further', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024, 'a'));
    server.answer = answering(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }, bomb);
    const result = await call();
    expect(result.isError).toBeUndefined();
    expect(result.bytesIn).toBeLessThanOrEqual(32 * 1024 * 1024);
    expect(textsOf(result)[0]).toHaveLength(100_000);
    expect(textsOf(result)[1]).toContain('was not read');
  });
});
