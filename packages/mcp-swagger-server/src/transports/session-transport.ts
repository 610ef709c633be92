import type { ServerResponse } from 'node:http';
import type { JSONRPCMessage, RequestId, Transport, TransportSendOptions } from '@modelcontextprotocol/server';
import type { DirectCalls } from '../mcp/direct-calls.js';
import { eventId, eventPlace } from './event-id.js';
import type { EventStore } from './event-store.js';
import { EventStream } from './event-stream.js';
import { Exchange } from './exchange.js';
import { type Refusal, RPC } from './json-rpc-error.js';
import { cancelledId, isAnswer, isRequest } from './message-kind.js';
import { ReplayableStream } from './replayable-stream.js';

/** The first revision that primes its streams with an event without data. */
const FIRST_TO_PRIME = '2025-11-25';

/** What all sessions of a server have in common; times in ms. */
export interface SessionOptions {
  pingIntervalMs: number;
  streamAfterMs: number;
  events: EventStore;
}

/**
 * Carries one session of MCP 2024-11-05 … 2025-11-25 over node:http: any number of POSTs at a time and one stream for what belongs to
 * none of them. What has no stream to go to, not even a lost one, is dropped.
 */
export class SessionTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  /** Answers what needs no Server. */
  direct?: DirectCalls;
  /** By the ids of their requests. An idle session has none, and there may be thousands of idle sessions. */
  #exchanges: Map<RequestId, Exchange> | undefined;
  /** Streams of POSTs that are not answered yet, by their numbers. */
  #answering: Map<number, ReplayableStream> | undefined;
  /** The stream of a GET. */
  #own: ReplayableStream | undefined;
  #streams = 0;
  #closed = false;

  constructor(
    readonly sessionId: string,
    readonly protocolVersion: string,
    private readonly options: SessionOptions,
  ) {}

  /** A client that only sends may be gone when it is silent; one that holds a stream can be asked. */
  get presence(): 'unknown' | 'askable' {
    return this.#own?.isCarried === true ? 'askable' : 'unknown';
  }

  async start(): Promise<void> {}

  /** Ids of these messages that are in use by requests that are not answered yet. */
  inUse(messages: readonly JSONRPCMessage[]): RequestId[] {
    return messages.flatMap((message) => (isRequest(message) && this.#exchanges?.has(message.id) === true ? [message.id] : []));
  }

  /** Takes the messages of one POST, and answers it when all of them are answered; `onOver` when that is done, or cannot be any more. */
  receive(messages: readonly JSONRPCMessage[], response: ServerResponse, isBatch: boolean, onOver: () => void): void {
    const ids = messages.flatMap((message) => (isRequest(message) ? [message.id] : []));
    if (ids.length > 0) {
      const exchange = new Exchange(response, ids, {
        isBatch,
        headers: this.#headers,
        streamAfterMs: this.options.streamAfterMs,
        openStream: () => {
          const stream = this.#newStream();
          this.#answering ??= new Map();
          this.#answering.set(stream.number, stream);
          return stream;
        },
        onOver: (stream) => {
          if (stream !== undefined) this.#answering?.delete(stream.number);
          onOver();
        },
      });
      this.#exchanges ??= new Map();
      for (const id of ids) this.#exchanges.set(id, exchange);
    } else {
      response.once('close', onOver);
      response.writeHead(202, this.#headers).end();
    }
    for (const message of messages) {
      const cancelled = cancelledId(message);
      if (this.direct?.take(message, cancelled) !== true) this.onmessage?.(message);
      // The protocol sends no answer to a cancelled request, but its POST must end.
      if (cancelled !== undefined) this.#taken(cancelled)?.cancel(cancelled);
    }
  }

  /** Opens the stream of a GET. A client has one: a new one means that it lost the old one and does not want it back. */
  attach(response: ServerResponse): void {
    this.#own?.end();
    this.#own = this.#newStream();
    this.#own.begin(response);
  }

  /** Sends what a lost stream had after `lastEventId`, and goes on with it if it is not over. Refuses when nothing of it is left. */
  resume(response: ServerResponse, lastEventId: string): Refusal | undefined {
    const place = eventPlace(lastEventId);
    if (place === undefined) return { status: 400, code: RPC.refused, message: `Last-Event-ID ${JSON.stringify(lastEventId.slice(0, 50))} is no event of this session.` };
    const stream = this.#own?.number === place.stream ? this.#own : this.#answering?.get(place.stream);
    if (stream !== undefined) {
      stream.resume(response, place.number);
      return undefined;
    }
    const { events, pingIntervalMs } = this.options;
    const missed = events.since(this.sessionId, place.stream, place.number);
    // An empty stream would let the client wait for what never comes.
    if (missed.length === 0) return { status: 400, code: RPC.refused, message: `Nothing is kept of what came after event ${lastEventId}; its stream is over. Open a new one without Last-Event-ID.` };
    const carrier = new EventStream(response, this.#headers, pingIntervalMs);
    for (const { number, text } of missed) carrier.send(text, eventId({ stream: place.stream, number }));
    carrier.end();
    return undefined;
  }

  async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    if (isAnswer(message)) {
      if (message.id === undefined) return;
      this.#taken(message.id)?.answer(message.id, message);
      return;
    }
    const related = options?.relatedRequestId === undefined ? undefined : this.#exchanges?.get(options.relatedRequestId);
    if (related?.tell(message) !== true) this.#own?.send(message);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#own?.end();
    for (const [id, exchange] of this.#exchanges ?? []) {
      exchange.answer(id, { jsonrpc: '2.0', id, error: { code: RPC.refused, message: 'The session ended before the request was answered.' } });
    }
    this.#exchanges = undefined;
    this.direct?.close();
    this.options.events.forget(this.sessionId);
    this.onclose?.();
  }

  get #headers(): Record<string, string> {
    return { 'Mcp-Session-Id': this.sessionId };
  }

  #newStream(): ReplayableStream {
    this.#streams += 1;
    const { pingIntervalMs, events } = this.options;
    return new ReplayableStream(this.#streams, { sessionId: this.sessionId, headers: this.#headers, pingIntervalMs, primes: this.protocolVersion >= FIRST_TO_PRIME, events });
  }

  /** The exchange of a request that needs it no more. */
  #taken(id: RequestId): Exchange | undefined {
    const exchange = this.#exchanges?.get(id);
    this.#exchanges?.delete(id);
    if (this.#exchanges?.size === 0) this.#exchanges = undefined;
    return exchange;
  }
}
