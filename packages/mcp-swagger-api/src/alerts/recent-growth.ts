/** By how much a counter has grown within a window; a counter that was set back begins anew. Times: ms on a clock that does not jump. */
export class RecentGrowth {
  #steps: { at: number; by: number }[] = [];
  #last: number | undefined;

  constructor(private readonly windowMs: number) {}

  observe(count: number, now: number): number {
    // What was counted before we looked first is not recent.
    const by = this.#last === undefined ? 0 : count >= this.#last ? count - this.#last : count;
    this.#last = count;
    if (by > 0) this.#steps.push({ at: now, by });
    this.#steps = this.#steps.filter(({ at }) => now - at <= this.windowMs);
    return this.#steps.reduce((sum, step) => sum + step.by, 0);
  }
}
