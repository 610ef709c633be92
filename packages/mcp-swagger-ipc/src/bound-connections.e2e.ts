import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { boundConnections } from './bound-connections.js';

const MOST = 3;
const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const UPGRADE = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n';
/** More than the system takes for a client that does not read. */
const MUCH = Buffer.alloc(32 * 1024 * 1024, 'x');

let server: Server;
let answer: (response: ServerResponse) => void;
let clients: Client[];

interface Client {
  socket: Socket;
  heard(): string;
  closed: Promise<unknown>;
}

beforeEach(async () => {
  clients = [];
  answer = (response) => response.end('fine');
  server = createServer((_request, response) => answer(response));
  server.on('upgrade', (_request, socket: Duplex) => {
    socket.on('error', () => {}).on('end', () => socket.end()).resume();
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
  });
  boundConnections(server, MOST);
  await once(server.listen(0, '127.0.0.1'), 'listening');
});

afterEach(async () => {
  for (const { socket } of clients) socket.destroy();
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

/** A connection that says this; resolves when something was heard, or it is closed. */
async function say(text: string): Promise<Client> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
  let said = '';
  const client: Client = { socket, heard: () => said, closed: new Promise((resolve) => socket.once('close', resolve)) };
  clients.push(client);
  const first = new Promise((resolve) => socket.once('data', resolve));
  socket.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')));
  socket.write(text);
  await Promise.race([first, client.closed]);
  return client;
}

async function again(client: Client): Promise<void> {
  const before = client.heard().length;
  client.socket.write(REQUEST);
  while (client.heard().length === before && !client.socket.destroyed) await Promise.race([once(client.socket, 'data'), client.closed]);
}

const isServed = ({ heard }: Client) => heard().startsWith('HTTP/1.1 200 ') || heard().startsWith('HTTP/1.1 101 ');

describe('As many connections as there may be', () => {
  it('keep nobody out while one of them is idle: the one that is for longest makes room', async () => {
    const [first, second, third] = [await say(REQUEST), await say(REQUEST), await say(REQUEST)];
    await again(first);
    const newcomer = await say(REQUEST);
    await second.closed;
    expect([newcomer, first, third].map((client) => [isServed(client), client.socket.destroyed])).toEqual([[true, false], [true, false], [true, false]]);
    await again(first);
    expect(first.heard().match(/HTTP\/1\.1 200 /g)).toHaveLength(3);
  });

  it.each<[string, string, (response: ServerResponse) => void]>([
    ['wait for their answers', REQUEST, (response) => response.flushHeaders()],
    ['hear a stream', REQUEST, (response) => response.write('data: 1\n\n')],
    ['have another protocol', UPGRADE, () => {}],
  ])('are all in use while they %s: one too many is closed, and when one goes there is room again', async (_, text, begin) => {
    answer = begin;
    const open = [await say(text), await say(text), await say(text)];
    expect((await say(REQUEST)).heard()).toBe('');
    expect(open.map((client) => [isServed(client), client.socket.destroyed])).toEqual(open.map(() => [true, false]));
    answer = (response) => response.end('fine');
    open[0]?.socket.destroy();
    // The server hears of the end after the client.
    while (!isServed(await say(REQUEST)));
    expect(open.slice(1).map(({ socket }) => socket.destroyed)).toEqual([false, false]);
  });

  it('are not idle before their first request', async () => {
    const silent = Array.from({ length: MOST }, () => connect((server.address() as AddressInfo).port, '127.0.0.1'));
    await Promise.all(silent.map((socket) => once(socket, 'connect')));
    // They are accepted in the order in which they came.
    expect((await say(REQUEST)).heard()).toBe('');
    for (const socket of silent) {
      socket.write(REQUEST);
      await once(socket, 'data');
      socket.destroy();
    }
  });

  it('are not idle before the last byte of an answer has left', async () => {
    answer = (response) => response.end(MUCH);
    const slow = await say(REQUEST);
    slow.socket.pause();
    answer = (response) => response.flushHeaders();
    const busy = [await say(REQUEST), await say(REQUEST)];
    expect((await say(REQUEST)).heard()).toBe('');
    slow.socket.resume();
    while (slow.heard().length < MUCH.length && !slow.socket.destroyed) await Promise.race([once(slow.socket, 'data'), slow.closed]);
    expect(slow.heard().length).toBeGreaterThan(MUCH.length);
    expect(busy.every(({ socket }) => !socket.destroyed)).toBe(true);
  });

  it('grant nobody another protocol whom the server grants none', async () => {
    const plain = createServer((_request, response) => response.end('fine'));
    boundConnections(plain, MOST);
    await once(plain.listen(0, '127.0.0.1'), 'listening');
    const socket = connect((plain.address() as AddressInfo).port, '127.0.0.1');
    socket.write(UPGRADE);
    const [said] = (await once(socket, 'data')) as [Buffer];
    expect(said.toString()).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
    plain.close();
    await once(plain, 'close');
  });
});
