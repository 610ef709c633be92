import type { ServerResponse } from 'node:http';
import type { JSONRPCMessage, RequestId } from '@modelcontextprotocol/client';
import { drained } from 'mcp-swagger-ipc';

/** A proxy on the way gives an idle stream up after a minute or so. */
const COMMENT_MS = 25_000;

/**
 * What one POST or GET is answered with (2025-11-25, Transports, Streamable HTTP): one message as JSON, or as many as come as events. Who writes more
 * than its client reads is told to wait.
 */
export class AnswerStream {
  #isStream = false;
  readonly #open: Set<RequestId>;
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly response: ServerResponse,
    requests: readonly RequestId[],
    private readonly flow: { full(): void; drained(): void },
  ) {
    this.#open = new Set(requests);
    this.#timer = setInterval(() => this.#comment(), COMMENT_MS).unref();
    response.once('close', () => clearInterval(this.#timer));
    if (requests.length === 0) this.#begin();
  }

  /** Its client has gone. */
  get isOver(): boolean {
    return this.response.destroyed || this.response.writableEnded;
  }

  /** The answer to one of its requests; the last one ends it. */
  answer(id: RequestId, message: JSONRPCMessage): void {
    this.#open.delete(id);
    if (this.isOver) return;
    if (!this.#isStream && this.#open.size === 0) {
      const body = JSON.stringify(message);
      this.response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
      this.response.end(body);
      return;
    }
    this.tell(message);
    if (this.#open.size === 0) this.response.end();
  }

  /** Anything else that the client should hear. */
  tell(message: JSONRPCMessage): void {
    if (this.isOver) return;
    this.#begin();
    this.#write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
  }

  end(): void {
    if (!this.isOver) this.response.end();
  }

  #begin(): void {
    if (this.#isStream) return;
    this.#isStream = true;
    this.response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no' });
    this.response.flushHeaders();
  }

  #comment(): void {
    if (this.isOver) return;
    this.#begin();
    this.#write(': still here\n\n');
  }

  #write(text: string): void {
    if (this.response.write(text)) return;
    this.flow.full();
    void drained(this.response).then(() => this.flow.drained());
  }
}
