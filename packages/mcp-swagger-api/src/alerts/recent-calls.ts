import { Ring } from '../supervisor/ring.js';

interface RecentCall {
  at: number;
  durationMs: number;
  isError: boolean;
}

/** Of the calls within the window, or of the last so many of them. */
const KEPT = 2_000;

/** Fewer calls say nothing of a rate. */
const FEWEST = 5;

/** How the calls of one server went lately. Times: ms on a clock that does not jump. */
export class RecentCalls {
  readonly #calls = new Ring<RecentCall>(KEPT);

  constructor(private readonly windowMs: number) {}

  add(durationMs: number, isError: boolean, at: number): void {
    this.#calls.push({ at, durationMs, isError });
  }

  /** `errorRate`: percent; undefined where there were too few calls. */
  figures(now: number): { errorRate: number | undefined; p95Ms: number | undefined } {
    const calls = this.#calls.items.filter(({ at }) => now - at <= this.windowMs);
    if (calls.length < FEWEST) return { errorRate: undefined, p95Ms: undefined };
    const errors = calls.filter(({ isError }) => isError).length;
    const durations = calls.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
    return { errorRate: (errors / calls.length) * 100, p95Ms: durations[Math.ceil(durations.length * 0.95) - 1] };
  }
}
