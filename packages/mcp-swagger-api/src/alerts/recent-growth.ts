/** By how much a counter has grown within a window, from 0 at the first look; a counter that was set back begins anew. Times: ms on a clock that does not jump. */
export class RecentGrowth {
  #steps: { at: number; by: number }[] = [];
  #last = 0;

  constructor(private readonly windowMs: number) {}

  observe(count: number, now: number): number {
    const by = count >= this.#last ? count - this.#last : count;
    this.#last = count;
    if (by > 0) this.#steps.push({ at: now, by });
    this.#steps = this.#steps.filter(({ at }) => now - at <= this.windowMs);
    return this.#steps.reduce((sum, step) => sum + step.by, 0);
  }
}
