/** A bucket that fills by `perSecond` and holds `burst`, or two seconds of it: bursts pass, floods do not. Time: ms on a clock that does not jump. */
export class LineRate {
  #tokens: number;
  #filledAt: number | undefined;

  constructor(
    private readonly perSecond: number,
    private readonly burst = perSecond * 2,
  ) {
    this.#tokens = burst;
  }

  /** True when one more may pass now. */
  take(nowMs: number): boolean {
    const elapsedMs = nowMs - (this.#filledAt ?? nowMs);
    this.#filledAt = nowMs;
    this.#tokens = Math.min(this.burst, this.#tokens + (elapsedMs * this.perSecond) / 1_000);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
