import type { Response } from 'express';
import type { LogLineView } from 'mcp-swagger-ipc';
import type { Viewer } from './looking-time.js';

/** What may wait for a reader who is slow, in bytes; beyond it lines are counted instead. */
const MAX_WAITING = 1024 * 1024;

/** Proxies close what is silent for longer. */
const PING_MS = 25_000;

/** Who looks at many lines in vain is told so, at most so often. */
const TELL_MS = 1_000;

/**
 * One reader's live view as server-sent events: `line` with its id; `dropped` with a count where lines are missing; `unexamined` with a count where there was no time
 * to look whether lines are wanted.
 */
export class LogTail {
  readonly #ping: NodeJS.Timeout;
  #dropped = 0;
  #unexamined = 0;
  #telling: NodeJS.Timeout | undefined;

  constructor(
    private readonly response: Response,
    private readonly viewer: Viewer,
  ) {
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
    response.write(': the log, live\n\n');
    response.on('drain', () => this.#tellDropped());
    this.#ping = setInterval(() => response.write(': still here\n\n'), PING_MS).unref();
  }

  /** `dropped`: lines before this one that were too many to keep. */
  send(line: LogLineView, dropped: number): void {
    this.#dropped += dropped;
    const isWanted = this.viewer.wants(line);
    if (isWanted === undefined) return this.#count();
    if (!isWanted) return;
    if (this.response.writableLength > MAX_WAITING) {
      this.#dropped += 1;
      return;
    }
    this.#tellDropped();
    this.response.write(`id: ${line.id}\nevent: line\ndata: ${JSON.stringify(line)}\n\n`);
  }

  close(): void {
    clearInterval(this.#ping);
    clearTimeout(this.#telling);
    this.viewer.leave();
    this.response.end();
  }

  #count(): void {
    this.#unexamined += 1;
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.response.write(`event: unexamined\ndata: ${JSON.stringify({ count: this.#unexamined })}\n\n`);
      this.#unexamined = 0;
    }, TELL_MS).unref();
  }

  #tellDropped(): void {
    if (this.#dropped === 0) return;
    this.response.write(`event: dropped\ndata: ${JSON.stringify({ count: this.#dropped })}\n\n`);
    this.#dropped = 0;
  }
}
