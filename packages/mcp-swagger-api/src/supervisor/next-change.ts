/** Lets many wait for whatever changes next. */
export class NextChange {
  readonly #waiting = new Set<() => void>();

  announce(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Resolves once it holds, or after `timeoutMs`. */
  async until(holds: () => boolean, timeoutMs = Number.POSITIVE_INFINITY): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (!holds() && performance.now() < deadline) await this.wait(timeoutMs === Number.POSITIVE_INFINITY ? undefined : deadline - performance.now());
  }

  /** Resolves at the next change, or after `timeoutMs`. */
  wait(timeoutMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = timeoutMs === undefined ? undefined : setTimeout(wake, Math.max(0, timeoutMs));
      this.#waiting.add(wake);
    });
  }
}
