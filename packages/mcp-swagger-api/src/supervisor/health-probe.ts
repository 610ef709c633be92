/** Asks at an interval and counts the answers that did not come. */
export class HealthProbe {
  #timer: NodeJS.Timeout | undefined;
  #missed = 0;

  constructor(
    private readonly check: () => Promise<unknown>,
    private readonly onUnhealthy: (missed: number) => void,
    private readonly intervalMs: number,
    private readonly threshold: number,
  ) {}

  start(): void {
    this.#missed = 0;
    this.#timer = setInterval(() => void this.#probe(), this.intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #probe(): Promise<void> {
    const timer = this.#timer;
    try {
      await this.check();
      this.#missed = 0;
    } catch {
      // An answer that comes after stop() speaks of a process that is no longer ours to judge.
      if (timer !== this.#timer) return;
      this.#missed += 1;
      if (this.#missed >= this.threshold) this.onUnhealthy(this.#missed);
    }
  }
}
