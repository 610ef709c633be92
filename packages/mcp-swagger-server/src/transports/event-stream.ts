import type { ServerResponse } from 'node:http';

/** A reader that is so many bytes behind does not read any more. */
export const MAX_BEHIND_BYTES = 8 * 1024 * 1024;

/** A client that lost its stream may ask for it again after so long, in ms. */
const RETRY_MS = 1_000;

/** An open answer of `text/event-stream`, kept alive by comments that every parser skips. */
export class EventStream {
  readonly #ping: NodeJS.Timeout;

  constructor(
    private readonly response: ServerResponse,
    headers: Record<string, string>,
    pingIntervalMs: number,
  ) {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no', ...headers });
    response.flushHeaders();
    this.#ping = setInterval(() => this.#write(': ping\n\n'), pingIntervalMs);
    this.#ping.unref();
    response.once('close', () => clearInterval(this.#ping));
  }

  /** Gives the client an id to come back with before there is anything to tell. */
  prime(id: string): void {
    this.#write(`id: ${id}\nretry: ${RETRY_MS}\ndata: \n\n`);
  }

  /** Sends a message that is JSON already. */
  send(text: string, id: string): void {
    this.#write(`event: message\nid: ${id}\ndata: ${text}\n\n`);
  }

  end(): void {
    clearInterval(this.#ping);
    this.response.end();
  }

  #write(text: string): void {
    if (this.response.writableEnded || this.response.destroyed) return;
    if (this.response.writableLength > MAX_BEHIND_BYTES) this.response.destroy();
    else this.response.write(text);
  }
}
