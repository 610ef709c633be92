interface Bucket {
  tokens: number;
  atMs: number;
}

/** So many callers are remembered; who was silent longest starts afresh. */
const MOST_CALLERS = 10_000;

/** Lets each caller make so many requests a second, and twice as many at once after a pause (a token bucket). */
export class RateLimit {
  readonly #buckets = new Map<string, Bucket>();
  readonly #burst: number;

  /** `perSecond` 0: no limit. */
  constructor(private readonly perSecond: number) {
    this.#burst = perSecond * 2;
  }

  /** Takes one request of a caller; 0 when it may go on, otherwise after how many ms it may. */
  take(caller: string, nowMs: number): number {
    if (this.perSecond === 0) return 0;
    const tokens = this.#tokensOf(caller, nowMs);
    const isAllowed = tokens >= 1;
    this.#remember(caller, { tokens: isAllowed ? tokens - 1 : tokens, atMs: nowMs });
    return isAllowed ? 0 : Math.ceil(((1 - tokens) / this.perSecond) * 1_000);
  }

  /** Takes off what a caller did elsewhere. He may come to owe as much as he may have. */
  charge(caller: string, count: number, nowMs: number): void {
    if (this.perSecond > 0) this.#remember(caller, { tokens: Math.max(-this.#burst, this.#tokensOf(caller, nowMs) - count), atMs: nowMs });
  }

  #tokensOf(caller: string, nowMs: number): number {
    const known = this.#buckets.get(caller);
    return known === undefined ? this.#burst : Math.min(this.#burst, known.tokens + ((nowMs - known.atMs) / 1_000) * this.perSecond);
  }

  #remember(caller: string, bucket: Bucket): void {
    // Behind all others: the first of the map was silent longest.
    this.#buckets.delete(caller);
    this.#buckets.set(caller, bucket);
    if (this.#buckets.size > MOST_CALLERS) this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const [caller] of this.#buckets) {
      this.#buckets.delete(caller);
      return;
    }
  }
}
