/** The last `limit` of what was pushed, oldest first. */
export class Ring<T> {
  #items: T[] = [];

  constructor(private readonly limit: number) {}

  push(item: T): void {
    this.#items.push(item);
    // Cutting a whole batch at once keeps the cost of an item constant.
    if (this.#items.length >= this.limit * 2) this.#items = this.#items.slice(-this.limit);
  }

  get items(): T[] {
    return this.#items.slice(-this.limit);
  }
}
