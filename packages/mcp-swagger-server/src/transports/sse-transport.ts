import type { ServerResponse } from 'node:http';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { MAX_BEHIND_BYTES } from './event-stream.js';

/** Carries one session over the stream of a GET; what the client says comes by `receive`. */
export class SseTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  /** An open stream may hang on a client that hangs itself. */
  readonly presence = 'askable';
  readonly sessionId: string;
  readonly #stream: SSEServerTransport;
  #isClosed = false;

  constructor(
    messagesPath: string,
    private readonly response: ServerResponse,
    private readonly pingIntervalMs: number,
  ) {
    this.#stream = new SSEServerTransport(messagesPath, response);
    this.sessionId = this.#stream.sessionId;
  }

  async start(): Promise<void> {
    const listeners: Pick<SSEServerTransport, 'onclose'> = { onclose: () => this.#closed() };
    Object.assign(this.#stream, listeners);
    this.response.setHeader('X-Accel-Buffering', 'no');
    await this.#stream.start();
    const ping = setInterval(() => {
      if (!this.#isTooFarBehind()) this.response.write(': ping\n\n');
    }, this.pingIntervalMs);
    ping.unref();
    this.response.once('close', () => clearInterval(ping));
  }

  receive(message: JSONRPCMessage): void {
    this.onmessage?.(message);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (!this.#isTooFarBehind()) await this.#stream.send(message);
  }

  async close(): Promise<void> {
    await this.#stream.close();
  }

  /** A client that does not read loses its stream, and with it the session. */
  #isTooFarBehind(): boolean {
    if (this.#isClosed || this.response.destroyed) return true;
    if (this.response.writableLength <= MAX_BEHIND_BYTES) return false;
    this.response.destroy();
    return true;
  }

  #closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.onclose?.();
  }
}
