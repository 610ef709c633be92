import type { Connection } from './api';

interface Sample {
  at: number;
  requests: number;
  errors: number;
}

/** What clients did lately: requests a minute, the share of them that failed, and the course of it. */
export interface TrafficView {
  perMinute: number | null;
  errorShare: number | null;
  /** Requests a minute, one value for each sample. */
  course: number[];
}

const WINDOW_MS = 60_000;
const SAMPLE_MS = 5_000;
const MOST_SAMPLES = 120;

/** Counts what the live connections did since it first saw them; what a connection did before is not counted. */
export class Traffic {
  readonly #seen = new Map<string, { requests: number; errors: number }>();
  #samples: Sample[] = [];
  #requests = 0;
  #errors = 0;
  #isFirst = true;

  observe(connections: readonly Connection[], at: number): void {
    const gone = new Set(this.#seen.keys());
    for (const { serverId, sessionId, requestCount, errorCount } of connections) {
      const key = `${serverId} ${sessionId}`;
      gone.delete(key);
      const known = this.#seen.get(key) ?? (this.#isFirst ? { requests: requestCount, errors: errorCount } : { requests: 0, errors: 0 });
      this.#requests += Math.max(0, requestCount - known.requests);
      this.#errors += Math.max(0, errorCount - known.errors);
      this.#seen.set(key, { requests: requestCount, errors: errorCount });
    }
    for (const key of gone) this.#seen.delete(key);
    this.#isFirst = false;
    const last = this.#samples.at(-1);
    const sample = { at, requests: this.#requests, errors: this.#errors };
    // The newest sample grows until the next one is due.
    if (last !== undefined && this.#samples.length > 1 && at - (this.#samples.at(-2)?.at ?? 0) < SAMPLE_MS) this.#samples[this.#samples.length - 1] = sample;
    else this.#samples = [...this.#samples, sample].slice(-MOST_SAMPLES);
  }

  view(now: number): TrafficView {
    const last = this.#samples.at(-1);
    const first = this.#samples.findLast(({ at }) => now - at >= WINDOW_MS) ?? this.#samples[0];
    const spanMs = first === undefined ? 0 : Math.min(WINDOW_MS, now - first.at);
    const course = this.#samples.slice(1).map((sample, index) => {
      const before = this.#samples[index] ?? sample;
      return sample.at === before.at ? 0 : ((sample.requests - before.requests) * 60_000) / (sample.at - before.at);
    });
    if (last === undefined || first === undefined || spanMs < SAMPLE_MS) return { perMinute: null, errorShare: null, course };
    const requests = last.requests - first.requests;
    return { perMinute: (requests * 60_000) / spanMs, errorShare: requests === 0 ? null : (last.errors - first.errors) / requests, course };
  }
}

/** Of this page, since it was opened. */
export const traffic = new Traffic();
