import type { Readable } from 'node:stream';

/** So long, in ms, may one turn of the event loop read what processes say; whoever else waits for the loop waits no longer. */
const TURN_MS = 10;

/** After so many bytes it is asked whether the turn is over: a dozen short messages. */
const PIECE_BYTES = 4 * 1024;

/**
 * Reads many pipes so that no turn of the event loop is long. When a hundred processes speak at once, what they said is more than one turn should
 * carry: the rest waits for the next turn, pipe by pipe in the order in which they came, and requests and timers are served in between. What
 * waits stays in its pipe, so nothing grows here and its writer feels it.
 */
export class PipeTurns {
  /** Paused, with something in them. */
  readonly #waiting = new Set<Readable>();
  #served: Readable | undefined;
  /** When the present turn is over; undefined before anything was read in it. */
  #endMs: number | undefined;

  constructor(
    private readonly turnMs = TURN_MS,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** True while something that has arrived waits to be read. */
  get isBehind(): boolean {
    return this.#waiting.size > 0;
  }

  /** Hands all that comes out of `pipe` to `take`, in its order. A pipe that is destroyed is not read to its end. */
  read(pipe: Readable, take: (piece: Buffer) => void): void {
    pipe.on('data', (chunk: Buffer) => {
      const mustWait = this.isBehind && this.#served !== pipe;
      const rest = mustWait ? chunk : this.#take(chunk, take);
      if (rest === undefined) return;
      pipe.pause();
      // A pipe with nothing in it would end before we have read what we hold.
      pipe.unshift(rest);
      this.#waiting.add(pipe);
    });
  }

  /** What is left of a chunk at the end of the turn. */
  #take(chunk: Buffer, take: (piece: Buffer) => void): Buffer | undefined {
    this.#endMs ??= this.#begin();
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      if (this.nowMs() >= this.#endMs) return chunk.subarray(at);
      take(chunk.subarray(at, at + PIECE_BYTES));
    }
    return undefined;
  }

  #begin(): number {
    setImmediate(() => this.#goOn());
    return this.nowMs() + this.turnMs;
  }

  /** The others were served; now whoever waits, the longest first. A pipe with something left goes behind the others. */
  #goOn(): void {
    this.#endMs = undefined;
    for (const pipe of this.#waiting) {
      this.#endMs ??= this.#begin();
      if (this.nowMs() >= this.#endMs) return;
      this.#waiting.delete(pipe);
      this.#served = pipe;
      pipe.read();
      this.#served = undefined;
      if (!this.#waiting.has(pipe)) pipe.resume();
    }
  }
}

/** Of this process, for it has one event loop. */
export const pipeTurns = new PipeTurns();
