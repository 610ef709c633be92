import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { JSONRPCMessage, RequestId } from '@modelcontextprotocol/server';
import type { ReplayableStream } from './replayable-stream.js';

export interface ExchangeOptions {
  /** Whether the messages came as an array; then the answers go as one. */
  isBatch: boolean;
  headers: Record<string, string>;
  /** An answer that takes longer becomes a stream, so that no proxy takes the silence for death and the client can resume it. */
  streamAfterMs: number;
  openStream(): ReplayableStream;
  /** Everything is answered, and the response is over. */
  onOver(stream: ReplayableStream | undefined): void;
}

/** One POST and its answer: plain JSON, unless something must be told before the answers are there or they take long. */
export class Exchange {
  readonly #open: Set<RequestId>;
  readonly #answers: JSONRPCMessage[] = [];
  readonly #patience: NodeJS.Timeout;
  #stream: ReplayableStream | undefined;
  #isClosed = false;
  #isOver = false;

  constructor(
    private readonly response: ServerResponse,
    requestIds: readonly RequestId[],
    private readonly options: ExchangeOptions,
  ) {
    this.#open = new Set(requestIds);
    this.#patience = setTimeout(() => this.#becomeStream(), options.streamAfterMs);
    this.#patience.unref();
    response.on('close', () => {
      this.#isClosed = true;
      this.#endIfOver();
    });
  }

  /** The answer to one of its requests. */
  answer(id: RequestId, message: JSONRPCMessage): void {
    if (!this.#open.delete(id)) return;
    if (this.#stream === undefined) this.#answers.push(message);
    else this.#stream.send(message);
    this.#finishIfComplete();
  }

  /** A notification, or a request of ours, about one of its requests; false when there is no way to tell it. */
  tell(message: JSONRPCMessage): boolean {
    this.#becomeStream();
    this.#stream?.send(message);
    return this.#stream !== undefined;
  }

  /** A request that its client cancelled is never answered. */
  cancel(id: RequestId): void {
    if (this.#open.delete(id)) this.#finishIfComplete();
  }

  #becomeStream(): void {
    // Who lost the response before it began has no id to come back with.
    if (this.#stream !== undefined || this.#isClosed || this.response.headersSent) return;
    clearTimeout(this.#patience);
    this.#stream = this.options.openStream();
    this.#stream.begin(this.response);
    for (const answer of this.#answers.splice(0)) this.#stream.send(answer);
  }

  #finishIfComplete(): void {
    if (this.#open.size > 0) return;
    clearTimeout(this.#patience);
    if (this.#stream !== undefined) this.#stream.end();
    else if (!this.response.destroyed && !this.response.headersSent) this.#answerPlainly();
    this.#endIfOver();
  }

  #answerPlainly(): void {
    const [only] = this.#answers;
    if (only === undefined) {
      this.response.writeHead(202, this.options.headers).end();
      return;
    }
    const body = JSON.stringify(this.options.isBatch ? this.#answers : only);
    const headers: OutgoingHttpHeaders = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    for (const name in this.options.headers) headers[name] = this.options.headers[name];
    this.response.writeHead(200, headers).end(body);
  }

  #endIfOver(): void {
    if (!this.#isClosed || this.#open.size > 0 || this.#isOver) return;
    this.#isOver = true;
    this.options.onOver(this.#stream);
  }
}
