import type { Readable } from 'node:stream';
import { LineSplitter } from 'mcp-swagger-ipc';
import { MAX_KEPT_CHARACTERS } from './kept-line.js';
import { Ring } from './ring.js';

const LAST_LINES = 50;
const MAX_LINE_BYTES = 64 * 1024;

export interface StderrListener {
  /** Whether one more line may be read now. */
  mayRead(): boolean;
  /** The lines of one piece of the pipe, raw, and how many were left unread between or after them. */
  lines(lines: string[], unread: number): void;
}

/**
 * Reads what a child says on stderr to the end, whatever it is. Beyond what may be read a line is only found and counted, for to make text of a
 * flood and hide secrets in it would cost everybody; the last lines are kept as bytes all the same, for they may say why the child died.
 */
export class ChildStderr {
  /** As it came, for to hide secrets in each line would cost much and few are ever looked at; a long one as it is shown. */
  readonly #last = new Ring<string | Buffer>(LAST_LINES);
  #lines: string[] = [];
  #unread = 0;

  constructor(
    stderr: Readable,
    private readonly listener: StderrListener,
    /** A line as it may be kept and shown. */
    private readonly kept: (line: string) => string,
  ) {
    const splitter = new LineSplitter(
      (line) => this.#keep(line),
      (bytes) => this.#lines.push(`(a line of ${bytes} bytes was dropped)`),
      MAX_LINE_BYTES,
      (line) => this.#leave(line),
    );
    stderr.on('data', (chunk: Buffer) => {
      splitter.push(chunk);
      this.#tell();
    });
    stderr.on('end', () => {
      splitter.end();
      this.#tell();
    });
  }

  /** The last lines as they may be shown, oldest first. */
  get last(): string[] {
    return this.#last.items.map(String).map((line) => (line.length > MAX_KEPT_CHARACTERS ? line : this.kept(line)));
  }

  #keep(line: string): void {
    this.#last.push(line.length > MAX_KEPT_CHARACTERS ? this.kept(line) : line);
    this.#lines.push(line);
  }

  /** True when a line shall stay unread. */
  #leave(line: Buffer): boolean {
    if (this.listener.mayRead()) return false;
    this.#unread += 1;
    // A copy, for a line would keep the whole piece of the pipe that it came in.
    this.#last.push(line.length > MAX_KEPT_CHARACTERS ? this.kept(line.toString()) : Buffer.from(line));
    return true;
  }

  #tell(): void {
    const [lines, unread] = [this.#lines, this.#unread];
    if (lines.length === 0 && unread === 0) return;
    this.#lines = [];
    this.#unread = 0;
    this.listener.lines(lines, unread);
  }
}
