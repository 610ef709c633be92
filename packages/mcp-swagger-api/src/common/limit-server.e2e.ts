import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { limitServer } from './limit-server.js';

const MOST = 3;
const HEADERS = 'Host: x\r\n';
const echo = () =>
  createServer((request, response) => {
    request.resume().on('end', () => response.end(String(Object.keys(request.headers).length)));
  });
/** One that waits long enough for whoever is only slow, one that does not, and one that keeps nobody who is idle. */
const servers = [echo(), echo(), echo()] as const;
const [server, impatient, forgetful] = servers;

// Takes sockets, and looks after none of them.
server.on('upgrade', () => {});

beforeAll(async () => {
  limitServer(server, { most: MOST, keepAliveMs: 125_000 }, { headMs: 60_000, requestMs: 120_000, checkEveryMs: 50 });
  limitServer(impatient, { most: MOST, keepAliveMs: 125_000 }, { headMs: 300, requestMs: 600, checkEveryMs: 50 });
  limitServer(forgetful, { most: MOST, keepAliveMs: 1_000 }, { headMs: 60_000, requestMs: 120_000, checkEveryMs: 50 });
  for (const one of servers) await once(one.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  for (const one of servers) {
    one.closeAllConnections();
    one.close();
  }
});

/** A connection that says this and no more, and all that it hears until its end. */
async function say(text: string, to = server): Promise<{ socket: Socket; heard: Promise<string> }> {
  const socket = connect((to.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
  const said: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => said.push(chunk));
  const heard = new Promise<string>((resolve) => socket.once('close', () => resolve(Buffer.concat(said).toString('latin1'))));
  await once(socket, 'connect');
  socket.write(text);
  return { socket, heard };
}

describe('The limits of the port', () => {
  it.each([
    ['a head', `GET / HTTP/1.1\r\n${HEADERS}X-Slow: `],
    ['a body', `POST / HTTP/1.1\r\n${HEADERS}Content-Length: 10\r\n\r\nslow`],
  ])('end a client that never comes to the end of %s', async (_what, text) => {
    expect(await (await say(text, impatient)).heard).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('leave those that do alone', async () => {
    expect(await (await say(`GET / HTTP/1.1\r\n${HEADERS}Connection: close\r\n\r\n`)).heard).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('count connections: one too many is closed, and when one becomes idle there is room again', async () => {
    const open = await Promise.all(Array.from({ length: MOST }, () => say(`POST / HTTP/1.1\r\n${HEADERS}Expect: 100-continue\r\nContent-Length: 1\r\n\r\n`)));
    await Promise.all(open.map(({ socket }) => once(socket, 'data')));
    expect(await (await say(`GET / HTTP/1.1\r\n${HEADERS}\r\n`)).heard).toBe('');
    open[0]?.socket.write('x');
    if (open[0] !== undefined) await once(open[0].socket, 'data');
    const next = await say(`GET / HTTP/1.1\r\n${HEADERS}Connection: close\r\n\r\n`);
    expect(await next.heard).toMatch(/^HTTP\/1\.1 200 /);
    expect(await open[0]?.heard).toMatch(/^HTTP\/1\.1 100 [^]*\r\n\r\nHTTP\/1\.1 200 /);
    for (const { socket } of open) socket.destroy();
  });

  it('tell a client for how long it may keep an idle connection, and hold it to that', async () => {
    expect(await (await say(`GET / HTTP/1.1\r\n${HEADERS}\r\n`, forgetful)).heard).toMatch(/^HTTP\/1\.1 200 [^]*\r\nKeep-Alive: timeout=1\r\n/);
  });

  it('let a connection be idle for longer than a head may take', async () => {
    const { socket, heard } = await say(`GET / HTTP/1.1\r\n${HEADERS}\r\n`, impatient);
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString()).toMatch(/\r\nKeep-Alive: timeout=125\r\n/);
    // Somebody who begins a head only now is cut.
    expect(await (await say(`GET / HTTP/1.1\r\n${HEADERS}X-Slow: `, impatient)).heard).toMatch(/^HTTP\/1\.1 408 /);
    socket.write(`GET / HTTP/1.1\r\n${HEADERS}Connection: close\r\n\r\n`);
    expect((await heard).match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
  });

  it.each([
    ['many headers', Array.from({ length: 500 }, (_, index) => `h${index}: x\r\n`).join(''), /^HTTP\/1\.1 431 [^]*"code":"TOO_MANY_HEADERS"/],
    // Host and Connection are two of them.
    ['as many as may be', Array.from({ length: 98 }, (_, index) => `h${index}: x\r\n`).join(''), /^HTTP\/1\.1 200 [^]*\r\n\r\n100$/],
    ['a large one', `h: ${'x'.repeat(100_000)}\r\n`, /^HTTP\/1\.1 431 /],
  ])('hold for %s', async (_what, headers, expected) => {
    expect(await (await say(`GET / HTTP/1.1\r\n${HEADERS}${headers}Connection: close\r\n\r\n`)).heard).toMatch(expected);
  });

  it('let a client break off that asked for another protocol, while nobody looks after its socket', async () => {
    const taken = once(server, 'upgrade') as Promise<[unknown, Duplex]>;
    const { socket } = await say(`GET / HTTP/1.1\r\n${HEADERS}Connection: Upgrade\r\nUpgrade: x\r\n\r\n`);
    const [, held] = await taken;
    const closed = new Promise((resolve) => held.once('close', resolve));
    socket.resetAndDestroy();
    await closed;
    expect(await (await say(`GET / HTTP/1.1\r\n${HEADERS}Connection: close\r\n\r\n`)).heard).toMatch(/^HTTP\/1\.1 200 /);
  });
});
