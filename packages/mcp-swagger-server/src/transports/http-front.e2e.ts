import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../testing/until.js';
import { HostCheck } from './host-check.js';
import { HttpFront } from './http-front.js';
import { listen } from './listen.js';
import { readJson } from './read-json.js';

let front: HttpFront;
let port: number;
let errors: unknown[];
/** As long as a busy machine may take. */
beforeEach(() => begin({ headersMs: 60_000, requestMs: 60_000 }));
afterEach(() => front.close());

async function begin(times: { headersMs: number; requestMs: number }): Promise<void> {
  errors = [];
  front = new HttpFront(
    { paths: ['/mcp'], serve: echo, lasts: () => false },
    { admission: { hostCheck: new HostCheck({ boundHost: '127.0.0.1', allowedHosts: [], allowedOrigins: [] }) }, maxSockets: 5, times, onError: (error) => errors.push(error) },
  );
  port = await listen(front.server, { host: '127.0.0.1', port: 0 });
}

async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const read = await readJson(request);
  response.writeHead('body' in read ? 200 : read.refusal.status).end('body' in read ? JSON.stringify(read.body) : read.refusal.message);
}

/** A socket that says what it is told, and all that it got back. */
function raw(): { socket: Socket; got(): string; closed: Promise<unknown> } {
  const socket = connect(port, '127.0.0.1');
  let got = '';
  socket.on('data', (chunk: Buffer) => (got += chunk.toString()));
  socket.on('error', () => {});
  return { socket, got: () => got, closed: once(socket, 'close') };
}

function post(body: string, { version = '1.1', headers = [] as string[] } = {}): string {
  return [`POST /mcp HTTP/${version}`, 'Host: 127.0.0.1', 'Content-Type: application/json', `Content-Length: ${body.length}`, ...headers, '', body].join('\r\n');
}

describe('hangs up on a client that does not finish', () => {
  beforeEach(async () => {
    front.close();
    await begin({ headersMs: 200, requestMs: 400 });
  });

  it('its headers', async () => {
    const { socket, got, closed } = raw();
    socket.write('POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\n');
    const drip = setInterval(() => socket.write('X-Slow: 1\r\n'), 50);
    await closed;
    clearInterval(drip);
    expect(got()).toContain('408');
  });

  it('its body', async () => {
    const { socket, got, closed } = raw();
    socket.write(post(' '.repeat(1_000)).slice(0, -900));
    const drip = setInterval(() => socket.write(' '), 50);
    await closed;
    clearInterval(drip);
    expect(got()).toMatch(/^HTTP\/1\.1 408/);
    expect(errors).toEqual([]);
  });

  it('anything, for it says nothing at all', async () => {
    const { closed } = raw();
    await closed;
  });
});

it('refuses too many headers, and headers that are too large', async () => {
  const many = raw();
  many.socket.write(post('{}', { headers: Array.from({ length: 150 }, (_, index) => `X-${index}: 1`) }));
  await many.closed;
  expect(many.got()).toContain('at most 100 headers; this one has 153');
  const large = raw();
  large.socket.write(post('{}', { headers: [`X: ${'x'.repeat(20_000)}`] }));
  await large.closed;
  expect(large.got()).toMatch(/^HTTP\/1\.1 431/);
});

it('keeps an idle socket for longer than proxies do, and says so', async () => {
  const { socket, got } = raw();
  socket.write(post('{"n":1}'));
  await until(() => got().includes('"n":1'), 'an answer came');
  expect(got()).toMatch(/\r\nKeep-Alive: timeout=125\r\n/);
  socket.destroy();
});

it('keeps nobody out for sockets that are idle', async () => {
  const idle = Array.from({ length: 5 }, raw);
  for (const { socket, got } of idle) {
    socket.write(post('{"n":1}'));
    await until(() => got().includes('"n":1'), 'an answer came');
  }
  const newcomer = raw();
  newcomer.socket.write(post('{"n":2}'));
  await until(() => newcomer.got().includes('"n":2'), 'a newcomer is answered');
  await idle[0]?.closed;
  expect(idle.map(({ socket }) => socket.destroyed)).toEqual([true, false, false, false, false]);
  for (const { socket } of [...idle, newcomer]) socket.destroy();
});

it('drops sockets beyond its limit', async () => {
  const sockets = Array.from({ length: 8 }, raw);
  await until(() => sockets.filter(({ socket }) => socket.destroyed).length === 3, 'three were dropped');
  for (const { socket } of sockets) socket.destroy();
});

describe('unusual HTTP', () => {
  it('answers pipelined requests in their order', async () => {
    const { socket, got } = raw();
    socket.write(post('{"n":1}') + post('{"n":2}') + post('{"n":3}'));
    await until(() => got().includes('"n":3'), 'three answers came');
    expect(got().match(/"n":\d/g)).toEqual(['"n":1', '"n":2', '"n":3']);
    socket.destroy();
  });

  it('answers HTTP/1.0 and closes', async () => {
    const { socket, got, closed } = raw();
    socket.write(post('{"n":1}', { version: '1.0' }));
    await closed;
    expect(got()).toMatch(/^HTTP\/1\.1 200 [^]*\{"n":1\}$/);
  });

  it.each([
    ['no Host in HTTP/1.0', 'POST /mcp HTTP/1.0\r\nContent-Length: 0\r\n\r\n', /^HTTP\/1\.1 403 /],
    ['no Host in HTTP/1.1', 'POST /mcp HTTP/1.1\r\nContent-Length: 0\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['an absolute URL', 'GET http://evil.example/mcp HTTP/1.1\r\nHost: evil.example\r\n\r\n', /^HTTP\/1\.1 403 /],
    ['a tunnel', 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n', /^$/],
    ['no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /^HTTP\/1\.1 400 /],
    ['two lengths', 'POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n{}  ', /^HTTP\/1\.1 400 /],
    ['a length and chunks', 'POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['a header that is folded', 'POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\r\n\tb\r\nContent-Length: x\r\n\r\n', /^HTTP\/1\.1 400 /],
  ])('refuses %s', async (_, text, expected) => {
    const { socket, got, closed } = raw();
    socket.end(text, 'latin1');
    await closed;
    expect(got()).toMatch(expected);
    expect(errors).toEqual([]);
  });
});

it('takes a client that leaves in the middle of its body for no error of its own', async () => {
  const { socket, closed } = raw();
  socket.write(post('{"a":1}').slice(0, -4));
  await once(socket, 'connect');
  socket.destroy();
  await closed;
  const next = raw();
  next.socket.write(post('{"n":1}'));
  await until(() => next.got().includes('"n":1'), 'the next client is answered');
  expect(errors).toEqual([]);
  next.socket.destroy();
});
