/** The last `limit` lines, oldest first. */
export class LineRing {
  #lines: string[] = [];

  constructor(private readonly limit: number) {}

  push(line: string): void {
    this.#lines.push(line);
    // Cutting a whole batch at once keeps the cost of a line constant.
    if (this.#lines.length >= this.limit * 2) this.#lines = this.#lines.slice(-this.limit);
  }

  get lines(): string[] {
    return this.#lines.slice(-this.limit);
  }
}
