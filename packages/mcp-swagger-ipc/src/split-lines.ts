/** How many bytes a line may have before it is cut; 1 MiB unless told otherwise. */
export const DEFAULT_MAX_LINE_BYTES = 1024 * 1024;

const NEWLINE = 10;

/**
 * Splits a byte stream into lines. It cuts bytes, not text: a character that arrives in two chunks stays whole. A line beyond the
 * cap is dropped up to its newline and reported once with the bytes it had.
 */
export class LineSplitter {
  #parts: Buffer[] = [];
  #length = 0;
  #overlongBytes = 0;

  constructor(
    private readonly onLine: (line: string) => void,
    private readonly onOverlong: (bytes: number) => void,
    private readonly maxLineBytes = DEFAULT_MAX_LINE_BYTES,
  ) {}

  push(chunk: Buffer): void {
    let start = 0;
    let end = chunk.indexOf(NEWLINE, start);
    while (end !== -1) {
      // A line that came in one piece, as most do, needs no piece of its own.
      if (this.#isBetweenLines && end - start <= this.maxLineBytes) this.onLine(chunk.toString('utf8', start, end));
      else {
        this.#take(chunk.subarray(start, end));
        this.#finishLine();
      }
      start = end + 1;
      end = chunk.indexOf(NEWLINE, start);
    }
    if (start < chunk.length) this.#take(chunk.subarray(start));
  }

  /** The stream ended: a last line without newline is a line too. */
  end(): void {
    if (this.#length > 0 || this.#overlongBytes > 0) this.#finishLine();
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
    this.onLine(line.toString('utf8'));
  }
}
