import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { it } from '@jest/globals';
import type { World } from './world.js';

const MANY = 500;
/** A head has 10 s, and is looked at once in a while. */
const LONGEST_MS = 40_000;

/** Clients that begin and do not end. */
export function slowClients(world: () => World): void {
  it('500 heads that never end are cut, and others are answered meanwhile', async () => {
    const { api, ask, attack, control } = world();
    const { hostname, port } = new URL(api.url);
    const sockets: Socket[] = [];
    for (let client = 0; client < MANY; client += 1) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      // Unread bytes would hide the end.
      socket.resume();
      socket.write('GET /api/servers HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ');
      sockets.push(socket);
    }
    const ends = sockets.map(async (socket) => {
      const said: string[] = [];
      socket.on('data', (chunk: Buffer) => said.push(chunk.toString('latin1')));
      await Promise.race([once(socket, 'close'), new Promise((resolve) => setTimeout(resolve, LONGEST_MS).unref())]);
      return { isClosed: socket.destroyed, said: said.join('') };
    });
    control('slowloris', 'a request that ends, while 500 others do not', (await ask('GET', '/health/live')).status === 200);
    for (const [client, { isClosed, said }] of (await Promise.all(ends)).entries()) attack('slowloris', `client ${client} heard ${said.slice(0, 40)}`, isClosed && /^HTTP\/1.1 408 /.test(said));
    control('slowloris', 'a request after them', (await ask('GET', '/health/live')).status === 200);
    for (const socket of sockets) socket.destroy();
  });
}
