type Edit<T> = (data: T) => T;

/**
 * Keeps what the socket says while an answer of REST is on its way. The answer may be older than the last event, and would undo it:
 * so all that was told since the question is told again on the answer. Edits must bear repetition.
 */
export class LiveEdits<T> {
  #told: Edit<T>[] = [];
  #open = 0;

  /** Loads, and brings what came up to date. */
  async load(ask: () => Promise<T>): Promise<T> {
    this.#open += 1;
    const since = this.#told.length;
    try {
      const answer = await ask();
      return this.#told.slice(since).reduce<T>((data, edit) => edit(data), answer);
    } finally {
      this.#open -= 1;
      if (this.#open === 0) this.#told = [];
    }
  }

  /** Something was told; it is kept only while somebody loads. */
  tell(edit: Edit<T>): void {
    if (this.#open > 0) this.#told.push(edit);
  }
}
