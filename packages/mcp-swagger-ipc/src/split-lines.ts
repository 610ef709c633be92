/** How many bytes a line may have before it is cut; 1 MiB unless told otherwise. */
export const DEFAULT_MAX_LINE_BYTES = 1024 * 1024;

const NEWLINE = 10;

/**
 * Splits a byte stream into lines. It cuts bytes, not text: a character that arrives in two chunks stays whole. A line beyond the
 * cap is dropped up to its newline and reported once with the bytes it had. Lines that came together share their memory: whoever
 * keeps one for long makes a copy.
 */
export class LineSplitter {
  #parts: Buffer[] = [];
  #length = 0;
  #overlongBytes = 0;

  constructor(
    private readonly onLine: (line: string) => void,
    private readonly onOverlong: (bytes: number) => void,
    private readonly maxLineBytes = DEFAULT_MAX_LINE_BYTES,
    /** Sees the bytes of each line first; true when it is not to be made text. */
    private readonly leave?: (line: Buffer) => boolean,
  ) {}

  push(chunk: Buffer): void {
    let start = 0;
    let end = chunk.indexOf(NEWLINE, start);
    while (end !== -1) {
      if (this.#isBetweenLines) {
        const last = this.leave === undefined ? chunk.lastIndexOf(NEWLINE) : end;
        // None of them can be too long, and to make text of all at once costs less than of each.
        if (last - start <= this.maxLineBytes) end = this.#tellWhole(chunk, start, last);
        else this.#tellNext(chunk, start, end);
      } else this.#tellNext(chunk, start, end);
      start = end + 1;
      end = chunk.indexOf(NEWLINE, start);
    }
    if (start < chunk.length) this.#take(chunk.subarray(start));
  }

  /** The stream ended: a last line without newline is a line too. */
  end(): void {
    if (this.#length > 0 || this.#overlongBytes > 0) this.#finishLine();
  }

  /** Lines that came whole, the last of which ends at `last`; returns that. */
  #tellWhole(chunk: Buffer, start: number, last: number): number {
    if (this.leave?.(chunk.subarray(start, last)) === true) return last;
    const text = chunk.toString('utf8', start, last);
    let at = 0;
    // A newline is no part of any other character, nor of anything that is replaced for being none.
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', at)) {
      this.onLine(text.slice(at, end));
      at = end + 1;
    }
    this.onLine(at === 0 ? text : text.slice(at));
    return last;
  }

  #tellNext(chunk: Buffer, start: number, end: number): void {
    this.#take(chunk.subarray(start, end));
    this.#finishLine();
  }

  get #isBetweenLines(): boolean {
    return this.#length === 0 && this.#overlongBytes === 0;
  }

  #take(part: Buffer): void {
    if (this.#overlongBytes > 0) {
      this.#overlongBytes += part.length;
      return;
    }
    if (this.#length + part.length > this.maxLineBytes) {
      this.#overlongBytes = this.#length + part.length;
      this.#parts = [];
      this.#length = 0;
      return;
    }
    if (part.length > 0) this.#parts.push(part);
    this.#length += part.length;
  }

  #finishLine(): void {
    if (this.#overlongBytes > 0) {
      const bytes = this.#overlongBytes;
      this.#overlongBytes = 0;
      this.onOverlong(bytes);
      return;
    }
    const [first] = this.#parts;
    const line = this.#parts.length === 1 && first !== undefined ? first : Buffer.concat(this.#parts, this.#length);
    this.#parts = [];
    this.#length = 0;
    if (this.leave?.(line) !== true) this.onLine(line.toString('utf8'));
  }
}
