/**
 * Time that may be used while other time goes by: `perSecondMs` of each second, and as much at once after a rest. What is used beyond that is owed, and nothing
 * more is done until it is paid. `now`: ms on a clock that does not go back.
 */
export class TimeShare {
  #leftMs: number;
  #countedAtMs: number;

  constructor(
    private readonly perSecondMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#leftMs = perSecondMs;
    this.#countedAtMs = now();
  }

  /** What `act` answers, or undefined when there is no time for it. `part`: of the share, for one of several who have it together. */
  spend<T>(act: () => T, part = 1): T | undefined {
    const beganMs = this.#count(part);
    if (this.#leftMs <= 0) return undefined;
    try {
      return act();
    } finally {
      this.#leftMs -= this.now() - beganMs;
    }
  }

  /** How long, in ms, until there is time again; 0 when there is. */
  get waitMs(): number {
    this.#count(1);
    // A tenth of a second's share is worth waking for.
    return this.#leftMs > 0 ? 0 : ((this.perSecondMs / 10 - this.#leftMs) * 1_000) / this.perSecondMs;
  }

  #count(part: number): number {
    const now = this.now();
    const most = this.perSecondMs * part;
    this.#leftMs = Math.min(most, this.#leftMs + ((now - this.#countedAtMs) * most) / 1_000);
    this.#countedAtMs = now;
    return now;
  }
}
