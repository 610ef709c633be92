import type { Adapter } from 'socket.io-adapter';
import type { NodeWire } from '../nodes/node-wire.js';

const TOPIC = 'rooms';

/** So often a node says which rooms its browsers stand in, whatever happened; and at once when that has changed. */
const EVERY_MS = 3_000;
const SOON_MS = 20;

/** A node that has said nothing for so long has no browsers any more. */
const FORGOTTEN_MS = 10_000;

/** More are said to be all: a note has not room for them. */
const MOST_ROOMS = 100;

interface Rooms {
  node: string;
  /** By namespace; 'all' for one with too many. */
  rooms: Record<string, string[] | 'all'>;
}

/** In which rooms the browsers of other nodes stand, so that nobody is sent what nobody wants. */
export class RoomsElsewhere {
  readonly #others = new Map<string, Rooms & { atMs: number }>();
  readonly #here = new Map<string, Adapter>();
  readonly #timer: NodeJS.Timeout;
  #soon: NodeJS.Timeout | undefined;

  constructor(
    private readonly wire: NodeWire,
    private readonly node: string,
  ) {
    wire.on(TOPIC, (said) => this.#hear(said as Rooms));
    this.#timer = setInterval(() => this.#say(), EVERY_MS).unref();
  }

  watch(namespace: string, adapter: Adapter): void {
    this.#here.set(namespace, adapter);
    for (const event of ['create-room', 'delete-room']) adapter.on(event, () => (this.#soon ??= setTimeout(() => this.#say(), SOON_MS).unref()));
  }

  /** `rooms` empty: it is for all of the namespace. */
  wants(namespace: string, rooms: ReadonlySet<string>): boolean {
    const since = performance.now() - FORGOTTEN_MS;
    for (const [node, { rooms: of, atMs }] of this.#others) {
      if (atMs < since) this.#others.delete(node);
      const there = of[namespace] ?? [];
      if (atMs >= since && (there === 'all' || (rooms.size === 0 ? there.length > 0 : there.some((room) => rooms.has(room))))) return true;
    }
    return false;
  }

  close(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
  }

  #say(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    const rooms: Rooms['rooms'] = {};
    for (const [namespace, adapter] of this.#here) {
      // Each socket stands in a room of its own, to which nobody broadcasts from elsewhere.
      const shared = [...adapter.rooms.keys()].filter((room) => !adapter.sids.has(room));
      rooms[namespace] = shared.length > MOST_ROOMS ? 'all' : adapter.sids.size > 0 ? ['', ...shared] : shared;
    }
    this.wire.tell(TOPIC, { node: this.node, rooms } satisfies Rooms);
  }

  #hear(said: Rooms): void {
    this.#others.set(said.node, { ...said, atMs: performance.now() });
  }
}
