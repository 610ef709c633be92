/** What the system says of a process. `at`: epoch ms; `cpuPercent`: of one core, since the sample before; `openFiles`: null where it is not told. */
export interface ResourceSample {
  at: number;
  rssBytes: number;
  cpuPercent: number;
  openFiles: number | null;
}

/** Measures processes by pid; one that is gone is left out. */
export type Measure = (pids: number[]) => Promise<Map<number, ResourceSample>>;

/** Measures all processes together at an interval: some systems start a program for it, which must not happen once for each of them. */
export class ResourceSampler {
  readonly #watchers = new Map<number, (sample: ResourceSample) => void>();
  #timer: NodeJS.Timeout | undefined;
  #isMeasuring = false;

  constructor(
    private readonly measure: Measure,
    private readonly intervalMs: number,
  ) {}

  /** Calls `take` with the first sample soon and then at the interval, until the function that it returns is called. */
  watch(pid: number, take: (sample: ResourceSample) => void): () => void {
    this.#watchers.set(pid, take);
    this.#timer ??= setInterval(() => void this.#sample(), this.intervalMs);
    void this.#sample();
    return () => {
      // The number may belong to a later process by now.
      if (this.#watchers.get(pid) !== take) return;
      this.#watchers.delete(pid);
      if (this.#watchers.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  /** A slow answer skips a turn instead of piling up. */
  async #sample(): Promise<void> {
    if (this.#isMeasuring) return;
    this.#isMeasuring = true;
    const asked = new Map(this.#watchers);
    try {
      for (const [pid, sample] of await this.measure([...asked.keys()])) {
        const take = asked.get(pid);
        if (take !== undefined && this.#watchers.get(pid) === take) take(sample);
      }
    } catch {
      // Without an answer there is nothing to judge; the next turn asks again.
    } finally {
      this.#isMeasuring = false;
    }
  }
}
