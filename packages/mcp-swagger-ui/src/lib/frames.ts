/** Collects edits and applies them together, so that a flood of events draws the page a few times a second. */
export class Frames<T> {
  #waiting: ((value: T) => T)[] = [];
  #isPlanned = false;

  constructor(
    private readonly apply: (edit: (value: T) => T) => void,
    private readonly plan: (run: () => void) => void = (run) => void setTimeout(run, FRAME_MS),
  ) {}

  add(edit: (value: T) => T): void {
    this.#waiting.push(edit);
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    this.plan(() => {
      this.#isPlanned = false;
      const edits = this.#waiting;
      this.#waiting = [];
      this.apply((value) => edits.reduce((current, edit) => edit(current), value));
    });
  }
}

/** Soon enough for an eye, rarely enough for a processor. */
const FRAME_MS = 80;
