/** So many in a window. */
export interface Rate {
  most: number;
  windowMs: number;
}

/** Beyond so many callers at once the one that came first is forgotten, which costs one number a caller until then. */
const MAX_KEYS = 50_000;

/** A share of the window need not be a whole number, and what is added up of such is a little off. */
const ROUNDING_MS = 0.001;

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
    const early = paidAt + this.#costMs - now - this.rate.windowMs;
    return early < ROUNDING_MS ? 0 : Math.ceil(early);
  }

  /** Counts one. */
  count(key: string, now: number): void {
    this.#add(key, this.#costMs, now, this.rate.windowMs + this.#costMs);
  }

  /** Counts what was done elsewhere. Who did too much there may come to owe as much as he may have. */
  charge(key: string, times: number, now: number): void {
    this.#add(key, times * this.#costMs, now, 2 * this.rate.windowMs);
  }

  /** Counts one if it fits, and says how long to wait if it does not. */
  take(key: string, now: number): number {
    const wait = this.wait(key, now);
    // Whoever is refused is in use as well.
    if (wait === 0) this.count(key, now);
    else this.#add(key, 0, now, Infinity);
    return wait;
  }

  forget(key: string): void {
    this.#paidAt.delete(key);
  }

  get size(): number {
    return this.#paidAt.size;
  }

  #add(key: string, costMs: number, now: number, most: number): void {
    const paidAt = Math.max(this.#paidAt.get(key) ?? now, now) + costMs;
    // Last in order is last in use, so that the first in order may be forgotten.
    this.#paidAt.delete(key);
    this.#paidAt.set(key, Math.min(paidAt, now + most));
    if (this.#paidAt.size > MAX_KEYS) this.#forgetOne(now);
  }

  #forgetOne(now: number): void {
    for (const [key, paidAt] of this.#paidAt) {
      this.#paidAt.delete(key);
      if (paidAt > now) return;
    }
  }
}
