import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import type { RawData, WebSocket } from 'ws';
import { MAX_BEHIND_BYTES } from './event-stream.js';
import { requestIdOf } from './json-rpc-error.js';
import { type MessageError, parseMessage, parseText } from './parse-message.js';

/** Codes of RFC 6455, section 7.4.1, and of its registry. */
export const CLOSE = { goingAway: 1001, unsupportedData: 1003, policy: 1008, tryAgainLater: 1013 } as const;

/** A reason to close may have so many bytes (RFC 6455, section 5.5). */
const MAX_REASON_BYTES = 123;

/** How long a client may take to say goodbye, in ms. */
const LAST_WORDS_MS = 1_000;

/** Carries MCP over a WebSocket: one JSON-RPC message a text frame, in both directions. */
export class WebSocketTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  #isAnswering = true;

  constructor(
    private readonly socket: WebSocket,
    private readonly pingIntervalMs: number,
  ) {}

  async start(): Promise<void> {
    const ping = setInterval(() => this.#ping(), this.pingIntervalMs);
    ping.unref();
    this.socket.on('pong', () => (this.#isAnswering = true));
    this.socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    // What is wrong with the frames of a client closes its socket, and is its own business.
    this.socket.on('error', () => {});
    this.socket.once('close', () => {
      clearInterval(ping);
      this.onclose?.();
    });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#write(JSON.stringify(message));
  }

  async close(): Promise<void> {
    await this.closeWith(CLOSE.goingAway, '');
  }

  /** Says goodbye, and resolves when the socket is closed; a client that does not answer loses it. */
  async closeWith(code: number, reason: string): Promise<void> {
    if (this.socket.readyState === this.socket.CLOSED) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.socket.terminate(), LAST_WORDS_MS);
      this.socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      this.socket.close(code, cutToBytes(reason, MAX_REASON_BYTES));
    });
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#isAnswering = true;
    if (isBinary) {
      this.socket.close(CLOSE.unsupportedData, 'A message is a text frame of JSON.');
      return;
    }
    const read = parseText(textOf(data));
    if ('error' in read) {
      this.#complain(read.error, null);
      return;
    }
    const parsed = parseMessage(read.value);
    if ('error' in parsed) this.#complain(parsed.error, requestIdOf(read.value));
    else this.onmessage?.(parsed.message);
  }

  #complain(error: MessageError, id: string | number | null): void {
    this.#write(JSON.stringify({ jsonrpc: '2.0', id, error }));
  }

  #write(text: string): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount > MAX_BEHIND_BYTES) this.socket.terminate();
    else this.socket.send(text);
  }

  #ping(): void {
    if (this.#isAnswering) {
      this.#isAnswering = false;
      this.socket.ping();
    } else {
      this.socket.terminate();
    }
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : data.toString('utf8');
}

function cutToBytes(text: string, most: number): string {
  let cut = text;
  while (Buffer.byteLength(cut) > most) cut = cut.slice(0, -1);
  return cut;
}
