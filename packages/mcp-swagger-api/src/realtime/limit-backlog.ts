import type { Server } from 'socket.io';

/** So much may wait for one browser, in characters: more than any burst, and little beside what it would be until its ping is missed. */
const MAX_BACKLOG = 32 * 1024 * 1024;

/** A connection of Engine.IO by its public events: `flush` comes when all that was handed over before has left. */
interface Connection {
  on(event: 'packetCreate', listener: (packet: { data?: string | Buffer }) => void): unknown;
  on(event: 'flush', listener: () => void): unknown;
  close(discard: boolean): unknown;
}

/** Lets a browser go that does not read: what waits for it stands in our memory. A living one comes back and asks anew. */
export function limitBacklog(server: Server, onLimit: () => void): void {
  server.engine.on('connection', (connection: Connection) => {
    let waiting = 0;
    let leaving = 0;
    connection.on('packetCreate', ({ data }) => {
      waiting += data?.length ?? 0;
      if (waiting + leaving <= MAX_BACKLOG) return;
      onLimit();
      connection.close(true);
    });
    connection.on('flush', () => {
      leaving = waiting;
      waiting = 0;
    });
  });
}
