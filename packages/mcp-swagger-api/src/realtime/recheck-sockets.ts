import type { IncomingMessage } from 'node:http';
import type { Server } from 'socket.io';

/** The longest that a socket outlives the session, key or role with which it was opened. */
const EVERY_MS = 5_000;

/** What of an Engine.IO connection is needed here. */
interface RawSocket {
  request: IncomingMessage;
  close(discard?: boolean): void;
  once(event: 'close', listener: () => void): void;
}

/** Ends the connections of those who may not come in any more; a socket is asked for its proof once, and may stay open for days. */
export function recheckSockets(server: Server, stillMay: (request: IncomingMessage) => Promise<boolean>, onEnd: () => void): void {
  const open = new Set<RawSocket>();
  server.engine.on('connection', (raw: RawSocket) => {
    open.add(raw);
    raw.once('close', () => open.delete(raw));
  });
  const look = async (raw: RawSocket): Promise<void> => {
    // A database that does not answer just now ends nobody.
    if (await stillMay(raw.request).catch(() => true)) return;
    onEnd();
    raw.close(true);
  };
  const timer = setInterval(() => {
    for (const raw of open) void look(raw);
  }, EVERY_MS);
  timer.unref();
  server.engine.once('close', () => clearInterval(timer));
}
