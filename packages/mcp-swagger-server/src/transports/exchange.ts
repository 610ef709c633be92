import type { ServerResponse } from 'node:http';
import type { JSONRPCMessage, RequestId } from '@modelcontextprotocol/server';
import { EventStream } from './event-stream.js';

/** How an exchange may be answered. */
export interface AnswerOptions {
  /** Whether the messages came as an array; then the answers go as one. */
  isBatch: boolean;
  acceptsStream: boolean;
  headers: Record<string, string>;
  pingIntervalMs: number;
}

/** One POST and its answer: plain JSON, unless something must be told before the answers are there. */
export class Exchange {
  readonly #open: Set<RequestId>;
  readonly #answers: JSONRPCMessage[] = [];
  #stream: EventStream | undefined;

  constructor(
    private readonly response: ServerResponse,
    requestIds: readonly RequestId[],
    private readonly options: AnswerOptions,
  ) {
    this.#open = new Set(requestIds);
  }

  /** The answer to one of its requests. */
  answer(id: RequestId, message: JSONRPCMessage): void {
    if (!this.#open.delete(id)) return;
    if (this.#stream === undefined) this.#answers.push(message);
    else this.#stream.send(message);
    this.#finishIfComplete();
  }

  /** A notification, or a request of ours, about one of its requests; false when the client takes no stream. */
  tell(message: JSONRPCMessage): boolean {
    if (!this.options.acceptsStream || this.response.headersSent !== (this.#stream !== undefined)) return false;
    if (this.#stream === undefined) {
      this.#stream = new EventStream(this.response, this.options.headers, this.options.pingIntervalMs);
      for (const answer of this.#answers.splice(0)) this.#stream.send(answer);
    }
    this.#stream.send(message);
    return true;
  }

  /** A request that its client cancelled is never answered. */
  cancel(id: RequestId): void {
    if (this.#open.delete(id)) this.#finishIfComplete();
  }

  #finishIfComplete(): void {
    if (this.#open.size > 0) return;
    if (this.#stream !== undefined) {
      this.#stream.end();
      return;
    }
    if (this.response.destroyed || this.response.headersSent) return;
    const [only] = this.#answers;
    if (only === undefined) {
      this.response.writeHead(202, this.options.headers).end();
      return;
    }
    const body = JSON.stringify(this.options.isBatch ? this.#answers : only);
    this.response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...this.options.headers });
    this.response.end(body);
  }
}
