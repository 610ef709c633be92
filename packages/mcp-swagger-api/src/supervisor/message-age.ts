/** Clocks are slewed by less. */
const TOLERANCE_MS = 50;

/** A message may be on its way for so long while the clock is set. */
const MEMORY_MS = 60_000;

/**
 * How old messages are when they are handled. Both ends read the same wall clock, which may be set while a message is on its way; against the
 * monotonic clock such a jump is seen, and what was stamped before it is corrected by it.
 */
export class MessageAge {
  #offsetMs: number | undefined;
  #jumpMs = 0;
  #jumpedAtMs = 0;

  /** In ms, never negative. `sentAt`: epoch ms of the sender. */
  of(sentAt: number, now: { epochMs: number; monotonicMs: number }): number {
    const offsetMs = now.epochMs - now.monotonicMs;
    const movedMs = offsetMs - (this.#offsetMs ?? offsetMs);
    if (this.#offsetMs === undefined || Math.abs(movedMs) > TOLERANCE_MS) this.#offsetMs = offsetMs;
    if (Math.abs(movedMs) > TOLERANCE_MS) {
      this.#jumpMs = movedMs;
      this.#jumpedAtMs = now.monotonicMs;
    }
    const age = now.epochMs - sentAt;
    const corrected = age - this.#jumpMs;
    const isCorrected = now.monotonicMs - this.#jumpedAtMs < MEMORY_MS && corrected >= 0 && (age < 0 || corrected < age);
    return Math.max(0, isCorrected ? corrected : age);
  }
}
