interface Frame<T> {
  timer: NodeJS.Timeout;
  waiting: T | undefined;
}

/** Lets one frame a key through per interval. What comes in between is merged into the next frame, and none is lost. */
export class FrameLimit<T> {
  readonly #frames = new Map<string, Frame<T>>();

  constructor(
    private readonly intervalMs: number,
    private readonly merge: (earlier: T, later: T) => T,
    private readonly send: (key: string, frame: T) => void,
  ) {}

  push(key: string, frame: T): void {
    const open = this.#frames.get(key);
    if (open !== undefined) {
      open.waiting = open.waiting === undefined ? frame : this.merge(open.waiting, frame);
      return;
    }
    this.#open(key);
    this.send(key, frame);
  }

  stop(): void {
    for (const { timer } of this.#frames.values()) clearTimeout(timer);
    this.#frames.clear();
  }

  #open(key: string): void {
    this.#frames.set(key, { timer: setTimeout(() => this.#close(key), this.intervalMs), waiting: undefined });
  }

  #close(key: string): void {
    const waiting = this.#frames.get(key)?.waiting;
    this.#frames.delete(key);
    if (waiting === undefined) return;
    this.#open(key);
    this.send(key, waiting);
  }
}
