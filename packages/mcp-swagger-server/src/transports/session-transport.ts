import type { ServerResponse } from 'node:http';
import {
  isJSONRPCErrorResponse,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type RequestId,
  type Transport,
  type TransportSendOptions,
} from '@modelcontextprotocol/server';
import { EventStream } from './event-stream.js';
import { type AnswerOptions, Exchange } from './exchange.js';

/**
 * Carries one session of MCP 2024-11-05 … 2025-11-25 over node:http: any number of POSTs at a time and one stream for what belongs to
 * none of them. Nothing is replayed; what has no open stream to go to is dropped.
 */
export class SessionTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #exchanges = new Map<RequestId, Exchange>();
  #stream: EventStream | undefined;
  #closed = false;

  constructor(
    readonly sessionId: string,
    private readonly pingIntervalMs: number,
  ) {}

  get hasStream(): boolean {
    return this.#stream !== undefined;
  }

  async start(): Promise<void> {}

  /** Ids of these messages that are in use by requests that are not answered yet. */
  inUse(messages: readonly JSONRPCMessage[]): RequestId[] {
    return messages.flatMap((message) => (isJSONRPCRequest(message) && this.#exchanges.has(message.id) ? [message.id] : []));
  }

  /** Takes the messages of one POST, and answers it when all of them are answered. */
  receive(messages: readonly JSONRPCMessage[], response: ServerResponse, options: Pick<AnswerOptions, 'isBatch' | 'acceptsStream'>): void {
    const ids = messages.flatMap((message) => (isJSONRPCRequest(message) ? [message.id] : []));
    if (ids.length > 0) {
      const exchange = new Exchange(response, ids, { ...options, headers: this.#headers, pingIntervalMs: this.pingIntervalMs });
      for (const id of ids) this.#exchanges.set(id, exchange);
    } else {
      response.writeHead(202, this.#headers).end();
    }
    for (const message of messages) {
      this.onmessage?.(message);
      this.#forgetCancelled(message);
    }
  }

  /** Opens the stream of a GET. A client has one: a new one means that it lost the old one. */
  attach(response: ServerResponse): void {
    this.#stream?.end();
    const stream = new EventStream(response, this.#headers, this.pingIntervalMs);
    this.#stream = stream;
    response.once('close', () => {
      if (this.#stream === stream) this.#stream = undefined;
    });
  }

  async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) {
      if (message.id === undefined) return;
      const exchange = this.#exchanges.get(message.id);
      this.#exchanges.delete(message.id);
      exchange?.answer(message.id, message);
      return;
    }
    const related = options?.relatedRequestId === undefined ? undefined : this.#exchanges.get(options.relatedRequestId);
    if (related?.tell(message) !== true) this.#stream?.send(message);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#stream?.end();
    for (const [id, exchange] of this.#exchanges) {
      exchange.answer(id, { jsonrpc: '2.0', id, error: { code: -32_000, message: 'The session ended before the request was answered.' } });
    }
    this.#exchanges.clear();
    this.onclose?.();
  }

  get #headers(): Record<string, string> {
    return { 'Mcp-Session-Id': this.sessionId };
  }

  /** The protocol sends no answer to a cancelled request, but its POST must end. */
  #forgetCancelled(message: JSONRPCMessage): void {
    if (!('method' in message) || message.method !== 'notifications/cancelled') return;
    const id = message.params?.['requestId'];
    if (typeof id !== 'string' && typeof id !== 'number') return;
    this.#exchanges.get(id)?.cancel(id);
    this.#exchanges.delete(id);
  }
}
