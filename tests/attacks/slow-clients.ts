import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, it } from '@jest/globals';
import type { World } from './world.js';

const MANY = 500;

/** Clients that begin and do not end. */
export function slowClients(world: () => World): void {
  it('500 heads that never end are cut, and others are answered meanwhile', async () => {
    const { api, ask, attack } = world();
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
    const ends = sockets.map((socket) => once(socket, 'close'));
    expect((await ask('GET', '/health/live')).status).toBe(200);
    await Promise.all(ends);
    for (let client = 0; client < MANY; client += 1) attack('slowloris', String(client), true);
    expect((await ask('GET', '/health/live')).status).toBe(200);
  }, 60_000);
}
