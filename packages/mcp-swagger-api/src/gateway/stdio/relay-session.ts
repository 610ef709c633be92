import type { ServerResponse } from 'node:http';
import { sayReason } from 'mcp-swagger-ipc';
import type { JSONRPCMessage, RequestId } from '@modelcontextprotocol/client';
import type { SessionProcess } from '../../supervisor/stdio/session-runs.js';
import { AnswerStream } from './answer-stream.js';
import { kindOf } from './message-kind.js';

/** Kept for a client that has no stream open yet; of more the oldest are dropped. */
const MOST_KEPT = 100;

const INTERNAL_ERROR = -32_603;
const REFUSED = -32_000;

export interface RelayListener {
  ended(reason: string): void;
}

/** A session whose client has a process of its own: messages pass as they are, in both directions, over whatever stream fits. */
export class RelaySession {
  lastUsedMs = performance.now();
  /** Requests and streams that are open. */
  open = 0;
  readonly #waiting = new Map<RequestId, AnswerStream>();
  /** By the token that a request gave for its progress. */
  readonly #progress = new Map<RequestId, RequestId>();
  readonly #timers = new Map<RequestId, NodeJS.Timeout>();
  readonly #kept: JSONRPCMessage[] = [];
  #listening: AnswerStream | undefined;
  /** Streams whose clients do not read. */
  #full = 0;
  #isOver = false;

  constructor(
    readonly serverId: string,
    readonly callerId: string,
    private readonly process: SessionProcess,
    private readonly silenceMs: number,
    private readonly listener: RelayListener,
  ) {
    Object.assign(process.pipe, { onmessage: (message: JSONRPCMessage) => this.#deliver(message) });
    void process.closed.then((reason) => this.end(sayReason('PROCESS_ENDED', { reason })));
  }

  get generation(): number {
    return this.process.generation;
  }

  async begin(): Promise<void> {
    await this.process.pipe.start();
  }

  /** Messages of the client; requests among them are answered over `response`, and without any it is told that they came. */
  post(messages: readonly JSONRPCMessage[], response: ServerResponse): void {
    this.#use(response);
    const requests = messages.flatMap((message) => (kindOf(message) === 'request' && 'id' in message && message.id !== undefined ? [message.id] : []));
    const stream = requests.length === 0 ? undefined : this.#stream(response, requests);
    for (const message of messages) {
      if (stream !== undefined && 'method' in message && 'id' in message) this.#expect(message, stream);
      this.process.pipe.send(message).catch((error: Error) => {
        if ('method' in message && 'id' in message) this.#deliver({ jsonrpc: '2.0', id: message.id, error: { code: INTERNAL_ERROR, message: error.message } });
      });
    }
    if (stream === undefined) response.writeHead(202).end();
  }

  /** The stream for whatever belongs to no request; false when there is one already. */
  listen(response: ServerResponse): boolean {
    if (this.#listening?.isOver === false) return false;
    this.#use(response);
    this.#listening = this.#stream(response, []);
    for (const message of this.#kept.splice(0)) this.#listening.tell(message);
    return true;
  }

  end(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.process.end();
    for (const [id, stream] of this.#waiting) stream.answer(id, { jsonrpc: '2.0', id, error: { code: INTERNAL_ERROR, message: reason } });
    this.#listening?.end();
    this.listener.ended(reason);
  }

  #use(response: ServerResponse): void {
    this.open += 1;
    this.lastUsedMs = performance.now();
    response.once('close', () => {
      this.open -= 1;
      this.lastUsedMs = performance.now();
    });
  }

  /** The process waits for the slowest reader of what it says: it is the only one it has. */
  #stream(response: ServerResponse, requests: readonly RequestId[]): AnswerStream {
    const { pipe } = this.process;
    return new AnswerStream(response, requests, {
      full: () => {
        this.#full += 1;
        pipe.pause();
      },
      drained: () => {
        this.#full -= 1;
        if (this.#full === 0) pipe.resume();
      },
    });
  }

  #expect(message: Extract<JSONRPCMessage, { method: string; id: RequestId }>, stream: AnswerStream): void {
    const { id } = message;
    this.#waiting.set(id, stream);
    const token = (message.params as { _meta?: { progressToken?: RequestId } } | undefined)?._meta?.progressToken;
    if (token !== undefined) this.#progress.set(token, id);
    const timer = setTimeout(() => this.#giveUp(id), this.silenceMs).unref();
    // Whoever answers it clears it.
    this.#timers.set(id, timer);
  }

  #giveUp(id: RequestId): void {
    const message = `The server did not answer within ${this.silenceMs / 1_000} s (GATEWAY_TIMEOUT).`;
    void this.process.pipe.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id, reason: message } }).catch(() => {});
    this.#deliver({ jsonrpc: '2.0', id, error: { code: REFUSED, message, data: { code: 'SERVER_SILENT', status: 504 } } });
  }

  #deliver(message: JSONRPCMessage): void {
    if (kindOf(message) === 'answer' && 'id' in message && message.id !== undefined) {
      this.#waiting.get(message.id)?.answer(message.id, message);
      this.#settle(message.id);
      return;
    }
    const stream = this.#streamFor(message);
    if (stream !== undefined) stream.tell(message);
    else if (this.#kept.push(message) > MOST_KEPT) this.#kept.shift();
  }

  #settle(id: RequestId): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.#waiting.delete(id);
    for (const [token, of] of this.#progress) if (of === id) this.#progress.delete(token);
  }

  /** Progress goes where its request is answered; what the server asks or logs belongs to what it does last; all else to whoever listens. */
  #streamFor(message: JSONRPCMessage): AnswerStream | undefined {
    const token = progressTokenOf(message);
    const request = token === undefined ? undefined : this.#progress.get(token);
    if (request !== undefined) {
      this.#timers.get(request)?.refresh();
      return this.#waiting.get(request);
    }
    const last = [...this.#waiting.values()].findLast((stream) => !stream.isOver);
    const listening = this.#listening?.isOver === false ? this.#listening : undefined;
    const isOfARequest = kindOf(message) === 'request' || ('method' in message && message.method === 'notifications/message');
    return isOfARequest ? (last ?? listening) : (listening ?? last);
  }
}

function progressTokenOf(message: JSONRPCMessage): RequestId | undefined {
  if (!('method' in message) || message.method !== 'notifications/progress') return undefined;
  return (message.params as { progressToken?: RequestId } | undefined)?.progressToken;
}
