import type { Writable } from 'node:stream';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

const ORDER: LogLevel[] = ['error', 'warn', 'info', 'debug'];

/** When stderr is so far behind, nobody reads it. */
const MAX_BEHIND_BYTES = 1024 * 1024;

const MAX_LINE = 8_000;

/** Writes lines for humans, up to a level, and never more than the other end reads. */
export class Logger {
  #dropped = 0;

  constructor(
    private readonly level: LogLevel,
    private readonly redact: (text: string) => string = (text) => text,
    private readonly stream: Writable = process.stderr,
  ) {
    // Whoever reads our log may leave; that is no reason to stop.
    stream.on('error', () => {});
  }

  error(message: string): void {
    this.#log('error', message);
  }

  warn(message: string): void {
    this.#log('warn', message);
  }

  info(message: string): void {
    this.#log('info', message);
  }

  debug(message: string): void {
    this.#log('debug', message);
  }

  #log(level: LogLevel, message: string): void {
    if (ORDER.indexOf(level) > ORDER.indexOf(this.level)) return;
    if (this.stream.writableLength > MAX_BEHIND_BYTES) {
      this.#dropped += 1;
      return;
    }
    const missing = this.#dropped === 0 ? '' : ` (${this.#dropped} lines before this one were dropped)`;
    this.#dropped = 0;
    this.stream.write(`${level.padEnd(5)} ${this.redact(message).slice(0, MAX_LINE)}${missing}\n`);
  }
}
