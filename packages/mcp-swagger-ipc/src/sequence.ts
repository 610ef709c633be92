/** Finds lost messages by the holes in `seq`. Messages without a number (old forms) are passed over. */
export class Sequence {
  #last = 0;
  #missing = 0;
  #gaps = 0;

  /** How many messages are missing before this one; 0 in the normal case. */
  observe(seq: number | undefined): number {
    if (seq === undefined || seq <= this.#last) return 0;
    const missing = seq - this.#last - 1;
    this.#last = seq;
    if (missing > 0) {
      this.#gaps += 1;
      this.#missing += missing;
    }
    return missing;
  }

  get counts(): { last: number; gaps: number; missing: number } {
    return { last: this.#last, gaps: this.#gaps, missing: this.#missing };
  }
}
