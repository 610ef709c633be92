/** Lets only so many in at once; the others wait in the order in which they came. */
export class Gate {
  readonly #active = new Set<symbol>();
  readonly #waiting = new Map<symbol, () => void>();

  constructor(private readonly limit: number) {}

  /** Calls `begin` now or when its turn comes. The function that it returns gives up the place, or the wait; calling it twice is fine. */
  enter(begin: () => void): () => void {
    const ticket = Symbol('ticket');
    if (this.#active.size < this.limit) {
      this.#active.add(ticket);
      begin();
    } else {
      this.#waiting.set(ticket, begin);
    }
    return () => this.#leave(ticket);
  }

  /** Does something when its turn comes, and makes room for the next one when it is done. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    let leave = (): void => {};
    await new Promise<void>((resolve) => {
      leave = this.enter(resolve);
    });
    return await work().finally(leave);
  }

  /** Those that are in, and those that wait. */
  get size(): number {
    return this.#active.size + this.#waiting.size;
  }

  #leave(ticket: symbol): void {
    this.#waiting.delete(ticket);
    if (!this.#active.delete(ticket)) return;
    const [following] = this.#waiting;
    if (following === undefined) return;
    const [nextTicket, begin] = following;
    this.#waiting.delete(nextTicket);
    this.#active.add(nextTicket);
    begin();
  }
}
