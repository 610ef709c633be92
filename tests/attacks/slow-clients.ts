import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { it } from '@jest/globals';
import type { World } from './world.js';

const MANY = 500;
/** A head has 10 s, and is looked at once in a while. */
const LONGEST_MS = 200_000;

/** Clients that have begun and do not end, and what became of each. */
export interface SlowClients {
  sockets: Socket[];
  ends: Promise<{ isClosed: boolean; said: string }[]>;
}

/** They hang on while other attacks are tried, which are answered. */
export async function beginSlowly({ api, ask, control }: World): Promise<SlowClients> {
  const { hostname, port } = new URL(api.url);
  const sockets = Array.from({ length: MANY }, () => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.write('GET /api/servers HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ');
    return socket;
  });
  const ends = sockets.map(async (socket) => {
    const said: string[] = [];
    socket.on('data', (chunk: Buffer) => said.push(chunk.toString('latin1')));
    await Promise.race([once(socket, 'close'), new Promise((resolve) => setTimeout(resolve, LONGEST_MS).unref())]);
    return { isClosed: socket.destroyed, said: said.join('') };
  });
  control('slowloris', 'a request that ends, while 500 others do not', (await ask('GET', '/health/live')).status === 200);
  return { sockets, ends: Promise.all(ends) };
}

/** They are cut, and nobody else was. */
export function slowClients(world: () => World, slow: () => SlowClients): void {
  it('500 heads that never end are cut, and others are answered meanwhile', async () => {
    const { ask, attack, control } = world();
    const { sockets, ends } = slow();
    for (const [client, { isClosed, said }] of (await ends).entries()) attack('slowloris', `client ${client} heard ${said.slice(0, 40)}`, isClosed && /^HTTP\/1.1 408 /.test(said));
    control('slowloris', 'a request after them', (await ask('GET', '/health/live')).status === 200);
    for (const socket of sockets) socket.destroy();
  });
}
