/** Something in a document that was repaired or left out; the rest works. */
export interface Warning {
  code: string;
  /** JSON pointer, `#/…`; into `file` when there is one, else into the document. */
  pointer: string;
  message: string;
  /** The other file (of a reference, or an overlay) that the pointer leads into; its name or address. */
  file?: string;
  /** Counted from one, in the text that was read; absent where no text is at hand. */
  line?: number;
}

/** An operation that did not become a tool, and why. */
export interface Skipped {
  code: string;
  pointer: string;
  message: string;
  method: string;
  path: string;
  file?: string;
  line?: number;
}

const MOST_WARNINGS = 500;

/** Collects warnings, each place and code once, up to a bound. */
export class Warnings {
  readonly list: Warning[] = [];
  readonly #seen = new Set<string>();
  /** How many there would be, had each been listed. */
  told = 0;

  /** `file` only for a place outside of the bundled document. */
  add(code: string, pointer: string, message: string, place: { file?: string; line?: number } = {}): void {
    this.told++;
    const key = `${code} ${place.file ?? ''} ${pointer}`;
    if (this.#seen.has(key) || this.list.length > MOST_WARNINGS) return;
    this.#seen.add(key);
    if (this.list.length === MOST_WARNINGS) {
      this.list.push({ code: 'MORE_WARNINGS', pointer: '#', message: `Only the first ${MOST_WARNINGS} warnings are listed.` });
      return;
    }
    this.list.push({ code, pointer, message, ...place });
  }
}
