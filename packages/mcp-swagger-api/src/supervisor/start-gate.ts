/** Lets only so many processes start at once; the others wait in the order in which they came. */
export class StartGate {
  readonly #active = new Set<symbol>();
  readonly #waiting = new Map<symbol, () => void>();

  constructor(private readonly limit: number) {}

  /** Calls `begin` now or when its turn comes. The function that it returns gives up the place, or the wait; calling it twice is fine. */
  enter(begin: () => void): () => void {
    const ticket = Symbol('start');
    if (this.#active.size < this.limit) {
      this.#active.add(ticket);
      begin();
    } else {
      this.#waiting.set(ticket, begin);
    }
    return () => this.#leave(ticket);
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
