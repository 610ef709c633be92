import type { ServerResponse } from 'node:http';
import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { eventId } from './event-id.js';
import type { EventStore } from './event-store.js';
import { EventStream } from './event-stream.js';

/** What the streams of one session have in common. */
export interface StreamOptions {
  sessionId: string;
  headers: Record<string, string>;
  pingIntervalMs: number;
  /** Whether the client takes an event without data, which revisions before 2025-11-25 do not know. */
  primes: boolean;
  events: EventStore;
}

/**
 * A stream of a session that outlives the responses that carry it (MCP 2025-11-25, Transports, Resumability and Redelivery): what
 * is sent while nobody carries it waits in the event store.
 */
export class ReplayableStream {
  #last = 0;
  #carrier: EventStream | undefined;
  #isEnded = false;

  constructor(
    readonly number: number,
    private readonly options: StreamOptions,
  ) {}

  get isCarried(): boolean {
    return this.#carrier !== undefined;
  }

  /** Begins in a response. */
  begin(response: ServerResponse): void {
    const carrier = this.#carryIn(response);
    if (this.options.primes) carrier.prime(eventId({ stream: this.number, number: 0 }));
  }

  /** Goes on in another response, after the event that the client had last. */
  resume(response: ServerResponse, after: number): void {
    const carrier = this.#carryIn(response);
    const { events, sessionId } = this.options;
    for (const { number, text } of events.since(sessionId, this.number, after)) carrier.send(text, eventId({ stream: this.number, number }));
    if (this.#isEnded) carrier.end();
  }

  send(message: JSONRPCMessage): void {
    this.#last += 1;
    const event = { number: this.#last, text: JSON.stringify(message) };
    this.options.events.keep(this.options.sessionId, this.number, event);
    this.#carrier?.send(event.text, eventId({ stream: this.number, number: event.number }));
  }

  end(): void {
    this.#isEnded = true;
    this.#carrier?.end();
    this.#carrier = undefined;
  }

  #carryIn(response: ServerResponse): EventStream {
    // The client lost the old response, even if we did not hear of it.
    this.#carrier?.end();
    const carrier = new EventStream(response, this.options.headers, this.options.pingIntervalMs);
    this.#carrier = carrier;
    response.once('close', () => {
      if (this.#carrier === carrier) this.#carrier = undefined;
    });
    return carrier;
  }
}
