/** So many in a window. */
export interface Rate {
  most: number;
  windowMs: number;
}

/** Beyond so many callers at once the one that came first is forgotten, which costs one number a caller until then. */
const MAX_KEYS = 50_000;

/**
 * Counts by key, such as a caller or an address: a whole window's worth at once, and from then on as fast as the rate (the generic cell
 * rate algorithm, ITU-T I.371). In memory, and bounded. `now` in ms on any clock that does not go back.
 */
export class RateLimit {
  /** When what was counted will be paid off. */
  readonly #paidAt = new Map<string, number>();
  readonly #costMs: number;

  constructor(private readonly rate: Rate) {
    this.#costMs = rate.windowMs / rate.most;
  }

  /** How long to wait, in ms, until one more fits; 0 when it fits now. Counts nothing. */
  wait(key: string, now: number): number {
    const paidAt = this.#paidAt.get(key) ?? now;
    return Math.max(0, Math.ceil(paidAt + this.#costMs - now - this.rate.windowMs));
  }

  /** Counts one. */
  count(key: string, now: number): void {
    const paidAt = Math.max(this.#paidAt.get(key) ?? now, now) + this.#costMs;
    // Last in order is last in use, so that the first in order may be forgotten.
    this.#paidAt.delete(key);
    this.#paidAt.set(key, Math.min(paidAt, now + this.rate.windowMs + this.#costMs));
    if (this.#paidAt.size > MAX_KEYS) this.#forgetOne(now);
  }

  /** Counts what was done elsewhere. */
  charge(key: string, times: number, now: number): void {
    for (let left = Math.min(times, this.rate.most + 1); left > 0; left -= 1) this.count(key, now);
  }

  /** Counts one if it fits, and says how long to wait if it does not. */
  take(key: string, now: number): number {
    const wait = this.wait(key, now);
    if (wait === 0) this.count(key, now);
    return wait;
  }

  forget(key: string): void {
    this.#paidAt.delete(key);
  }

  get size(): number {
    return this.#paidAt.size;
  }

  #forgetOne(now: number): void {
    for (const [key, paidAt] of this.#paidAt) {
      this.#paidAt.delete(key);
      if (paidAt > now) return;
    }
  }
}
