/** Something in a document that was repaired or left out; the rest works. */
export interface Warning {
  code: string;
  /** JSON pointer into the document, `#/…`. */
  pointer: string;
  message: string;
}

/** An operation that did not become a tool, and why. */
export interface Skipped {
  code: string;
  pointer: string;
  message: string;
  method: string;
  path: string;
}

const MOST_WARNINGS = 500;

/** Collects warnings, each place and code once, up to a bound. */
export class Warnings {
  readonly list: Warning[] = [];
  readonly #seen = new Set<string>();

  add(code: string, pointer: string, message: string): void {
    const key = `${code} ${pointer}`;
    if (this.#seen.has(key) || this.list.length > MOST_WARNINGS) return;
    this.#seen.add(key);
    if (this.list.length === MOST_WARNINGS) {
      this.list.push({ code: 'MORE_WARNINGS', pointer: '#', message: `Only the first ${MOST_WARNINGS} warnings are listed.` });
      return;
    }
    this.list.push({ code, pointer, message });
  }
}
