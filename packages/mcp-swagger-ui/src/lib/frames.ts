/**
 * Collects changes and applies them together: the first at once, those that follow at most four times a second, so that a flood of events does not
 * draw the page more often than an eye reads it.
 */
export class Frames<T> {
  #waiting: T[] = [];
  #isPlanned = false;

  constructor(
    private readonly apply: (changes: T[]) => void,
    private readonly plan: (run: () => void) => void = (run) => void setTimeout(run, FRAME_MS),
  ) {}

  add(...changes: T[]): void {
    this.#waiting.push(...changes);
    if (!this.#isPlanned) this.#draw();
  }

  #draw(): void {
    const changes = this.#waiting;
    this.#waiting = [];
    this.#isPlanned = true;
    this.plan(() => {
      this.#isPlanned = false;
      if (this.#waiting.length > 0) this.#draw();
    });
    this.apply(changes);
  }
}

const FRAME_MS = 250;

/** One edit that does what several do, one after the other. */
export function allOf<T>(edits: ((value: T) => T)[]): (value: T) => T {
  return (value) => edits.reduce((current, edit) => edit(current), value);
}
