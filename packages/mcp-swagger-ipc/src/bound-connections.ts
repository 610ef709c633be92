import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** What a connection does. No answer is held here: with it all that a call ever touched would outlive its call. */
interface Use {
  /** Requests that came and whose answers have not left yet. */
  inFlight: number;
  /** Whoever is new may be about to ask. */
  hasAsked: boolean;
  /** By another protocol. */
  isTaken: boolean;
}

/** To look at all of them for each newcomer would be work that newcomers could ask for: the more there are, the rarer is a look. */
const LOOK_AGAIN_MS_EACH = 0.001;
/** So many that are idle are found at a look. */
const MOST_FOUND = 1_000;

/**
 * Holds an HTTP server to so many connections at once, of which idle ones keep nobody out: one too many takes the place of the one that was idle
 * for longest, and is closed itself only while all are in use. Comes when all listeners of the server are there.
 */
export function boundConnections(server: Server, most: number): void {
  const open = new OpenConnections();
  server.on('connection', (socket: Duplex) => {
    open.add(socket);
    socket.once('close', () => open.forget(socket));
    if (open.size <= most) return;
    const leaving = open.longestIdle(performance.now()) ?? socket;
    open.forget(leaving);
    leaving.destroy();
  });
  // One for all: a function for each request would be one more thing to clear away.
  function answered(this: ServerResponse): void {
    open.answered(this.req.socket);
  }
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    open.asked(socket);
    response.on('close', answered);
  });
  // With a listener, Node takes every wish for another protocol for one that somebody grants.
  if (server.listenerCount('upgrade') > 0) server.prependListener('upgrade', (_request: IncomingMessage, socket: Duplex) => open.taken(socket));
}

class OpenConnections {
  /** Of those that are idle, the one that is so for longest is the first. */
  readonly #uses = new Map<Duplex, Use>();
  /** Idle at the last look, the one that waits for longest at the end. */
  #found: Duplex[] = [];
  #lookedAtMs = -Infinity;

  get size(): number {
    return this.#uses.size;
  }

  add(connection: Duplex): void {
    this.#uses.set(connection, { inFlight: 0, hasAsked: false, isTaken: false });
  }

  asked(connection: Duplex): void {
    const use = this.#uses.get(connection);
    if (use === undefined) return;
    use.inFlight += 1;
    use.hasAsked = true;
  }

  answered(connection: Duplex): void {
    const use = this.#uses.get(connection);
    if (use === undefined) return;
    use.inFlight -= 1;
    if (use.inFlight > 0) return;
    this.#uses.delete(connection);
    this.#uses.set(connection, use);
  }

  taken(connection: Duplex): void {
    const use = this.#uses.get(connection);
    if (use !== undefined) use.isTaken = true;
  }

  forget(connection: Duplex): void {
    this.#uses.delete(connection);
  }

  longestIdle(nowMs: number): Duplex | undefined {
    if (nowMs - this.#lookedAtMs >= this.size * LOOK_AGAIN_MS_EACH) {
      this.#lookedAtMs = nowMs;
      this.#found = this.#idle().reverse();
    }
    for (let connection = this.#found.pop(); connection !== undefined; connection = this.#found.pop()) if (isIdle(this.#uses.get(connection))) return connection;
    return undefined;
  }

  #idle(): Duplex[] {
    const idle: Duplex[] = [];
    for (const [connection, use] of this.#uses) {
      if (idle.length === MOST_FOUND) break;
      if (isIdle(use)) idle.push(connection);
    }
    return idle;
  }
}

function isIdle(use: Use | undefined): boolean {
  return use !== undefined && use.hasAsked && use.inFlight === 0 && !use.isTaken;
}
