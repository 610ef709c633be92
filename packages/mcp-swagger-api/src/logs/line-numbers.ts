/** Lines within a millisecond have numbers of their own. */
const NUMBERS_PER_MS = 1_000;

/** Numbers lines so that they can be ordered, paged and linked to: microseconds since 1970, each larger than the one before. */
export class LineNumbers {
  #last = 0;

  next(epochMs: number): number {
    this.#last = Math.max(this.#last + 1, epochMs * NUMBERS_PER_MS);
    return this.#last;
  }
}

/** The smallest number that a line of this instant can have. */
export function firstNumberAt(epochMs: number): number {
  return epochMs * NUMBERS_PER_MS;
}
