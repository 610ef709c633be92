import type { Readable, Writable } from 'node:stream';
import type { JSONRPCMessage, RequestId, Transport } from '@modelcontextprotocol/client';
import { drained, LineSplitter, sayReason } from 'mcp-swagger-ipc';
import { isMessage } from './is-message.js';

/** The two pipes over which a child speaks MCP, seen from us. */
export interface Pipes {
  input: Writable;
  output: Readable;
}

export interface PipeListener {
  /** A line that is no message: programs say what they should say on stderr. */
  text(line: string): void;
  /** A line that was dropped, and why. */
  invalid(detail: string): void;
}

/** As long as a message may be; the answer of a tool may hold a file. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** What waits for a program that does not read. */
const MAX_WAITING_BYTES = 2 * MAX_MESSAGE_BYTES;

/** A client may wait for so many answers at a time. */
const MAX_IN_FLIGHT = 1_000;

const INTERNAL_ERROR = -32_603;

/** MCP over the pipes of a child (2025-11-25, Transports, stdio): one message a line. Every request that was sent gets an answer, from us when the child cannot give it any more. */
export class PipeTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #inFlight = new Set<RequestId>();
  #hasStarted = false;
  #isClosed = false;

  constructor(
    private readonly pipes: Pipes,
    private readonly listener: PipeListener,
  ) {
    // A child that is gone closes its pipes; the end of its output says all there is to say.
    pipes.input.on('error', () => {});
    pipes.output.on('error', () => {});
    pipes.output.once('close', () => this.#end());
  }

  async start(): Promise<void> {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    const splitter = new LineSplitter((line) => this.#take(line), (bytes) => this.#drop(bytes), MAX_MESSAGE_BYTES);
    this.pipes.output.on('data', (chunk: Buffer) => splitter.push(chunk));
    this.pipes.output.on('end', () => splitter.end());
    if (this.#isClosed) this.onclose?.();
  }

  /** Resolves when the child may be given more. Rejects when it is gone, reads nothing, or owes too many answers. */
  async send(message: JSONRPCMessage): Promise<void> {
    const { input } = this.pipes;
    if (this.#isClosed || !input.writable) throw new Error('The process is gone.');
    const line = `${JSON.stringify(message)}\n`;
    if (input.writableLength + line.length > MAX_WAITING_BYTES) throw new Error('The process does not read what it is sent.');
    if ('method' in message && 'id' in message) this.#note(message.id);
    if ('method' in message && message.method === 'notifications/cancelled') this.#forget(message.params);
    if (!input.write(line)) await drained(input);
  }

  /** The child has to wait with what it says next. */
  pause(): void {
    this.pipes.output.pause();
  }

  resume(): void {
    this.pipes.output.resume();
  }

  /** Tells the child that nobody will say anything any more (2025-11-25, Lifecycle, Shutdown). */
  async close(): Promise<void> {
    this.pipes.input.end();
    this.#end();
  }

  #note(id: RequestId): void {
    if (this.#inFlight.has(id)) throw new Error(`The request id ${JSON.stringify(id)} is in use by a request that is not answered yet.`);
    if (this.#inFlight.size >= MAX_IN_FLIGHT) throw new Error(`${MAX_IN_FLIGHT} requests are not answered yet; wait for some of them.`);
    this.#inFlight.add(id);
  }

  /** A cancelled request gets no answer. */
  #forget(params: unknown): void {
    if (typeof params !== 'object' || params === null || !('requestId' in params)) return;
    const { requestId } = params;
    if (typeof requestId === 'string' || typeof requestId === 'number') this.#inFlight.delete(requestId);
  }

  #take(line: string): void {
    if (line.trim() === '') return;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      this.listener.text(line);
      return;
    }
    for (const message of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isMessage(message)) this.#receive(message);
      else this.listener.text(line);
    }
  }

  #receive(message: JSONRPCMessage): void {
    if (!('method' in message) && message.id !== undefined) this.#inFlight.delete(message.id);
    this.onmessage?.(message);
  }

  /** Which request it answered cannot be told, and whoever asked must not wait for ever. */
  #drop(bytes: number): void {
    this.listener.invalid(`A message of ${bytes} bytes is longer than ${MAX_MESSAGE_BYTES} and was dropped; the requests that were open got an error.`);
    this.#failAll(`The process said something of ${bytes} bytes, more than ${MAX_MESSAGE_BYTES}; it was dropped, and may have been the answer.`);
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#failAll(sayReason('WENT_AWAY'));
    this.onclose?.();
  }

  #failAll(message: string): void {
    for (const id of this.#inFlight) this.#receive({ jsonrpc: '2.0', id, error: { code: INTERNAL_ERROR, message } });
  }
}
