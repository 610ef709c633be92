/** More are not signed by all other nodes together in the half minute that a signature holds. */
const MOST_NONCES = 500_000;

/** The signatures that were heard and still hold, so that none is believed twice. Times in ms on one clock. */
export class Nonces {
  /** Until when each holds, in the order in which they were heard. */
  readonly #until = new Map<string, number>();

  constructor(private readonly most = MOST_NONCES) {}

  /** Whether it is heard for the first time. With no room left to remember it, it counts as heard: what cannot be told apart is not believed. */
  isFirst(nonce: string, until: number, now: number): boolean {
    this.#forgetEnded(now);
    if (this.#until.has(nonce) || this.#until.size >= this.most) return false;
    this.#until.set(nonce, until);
    return true;
  }

  get size(): number {
    return this.#until.size;
  }

  /** They are heard almost in the order in which they end, so the first that holds is behind nearly all that do not. */
  #forgetEnded(now: number): void {
    for (const [nonce, until] of this.#until) {
      if (until >= now) return;
      this.#until.delete(nonce);
    }
  }
}
