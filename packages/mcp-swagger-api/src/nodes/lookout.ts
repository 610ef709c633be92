/** Notes of others that come together are one reason to look. */
const GATHER_MS = 20;

/** By then the database agrees that a lease is over. */
const SURELY_OVER_MS = 20;

/** When a node looks which servers are free, beside its regular looks: soon after others told of something, and when a lease is over that was not renewed. */
export class Lookout {
  #soon: NodeJS.Timeout | undefined;
  #atEnd: NodeJS.Timeout | undefined;

  constructor(private readonly look: () => void) {}

  soon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.look();
    }, GATHER_MS).unref();
  }

  /** `leftMs`: until the first lease is over, as they were just read; each read says it anew, so a lease that is renewed wakes nobody. */
  atEnd(leftMs: number | undefined): void {
    clearTimeout(this.#atEnd);
    this.#atEnd = leftMs === undefined ? undefined : setTimeout(this.look, leftMs + SURELY_OVER_MS).unref();
  }

  close(): void {
    clearTimeout(this.#soon);
    clearTimeout(this.#atEnd);
  }
}
