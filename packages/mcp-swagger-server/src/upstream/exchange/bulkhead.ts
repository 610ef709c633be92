/** How many calls one origin gets at once, and how many may wait for that. */
export interface BulkheadPolicy {
  inFlight: number;
  waiting: number;
}

export const BULKHEAD_POLICY: BulkheadPolicy = { inFlight: 64, waiting: 1_000 };

/** Lets a number of calls in; the others wait in line. */
export class Bulkhead {
  #inFlight = 0;
  readonly #line = new Set<() => void>();

  constructor(private readonly policy: BulkheadPolicy) {}

  get inFlight(): number {
    return this.#inFlight;
  }

  get waiting(): number {
    return this.#line.size;
  }

  /** Takes a place if there is one. */
  tryEnter(): boolean {
    if (this.#inFlight >= this.policy.inFlight) return false;
    this.#inFlight += 1;
    return true;
  }

  get isFull(): boolean {
    return this.#line.size >= this.policy.waiting;
  }

  /** Waits for a place. Rejects with the signal's reason, and then the place in the line is free. */
  async enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.tryEnter()) return;
    await new Promise<void>((resolve, reject) => {
      const leaveLine = (): void => {
        this.#line.delete(goIn);
        reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
      };
      const goIn = (): void => {
        signal.removeEventListener('abort', leaveLine);
        resolve();
      };
      this.#line.add(goIn);
      signal.addEventListener('abort', leaveLine, { once: true });
    });
  }

  /** Gives the place to the first in the line. */
  leave(): void {
    for (const goIn of this.#line) {
      this.#line.delete(goIn);
      goIn();
      return;
    }
    this.#inFlight -= 1;
  }
}
