import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { sayReason } from 'mcp-swagger-ipc';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import type { ConnectionRegistry } from '../connections/connection-registry.js';
import type { ProtocolServers } from '../mcp/protocol-server.js';
import { ChannelArrival } from './channel-arrival.js';
import { ChannelTransport } from './channel-transport.js';
import { MAX_MESSAGE_BYTES } from './parse-message.js';

/** How long the last answers may take to leave, in ms. */
const LAST_WORDS_MS = 1_000;

export interface StdioOptions {
  input: Readable;
  output: Writable;
  onError(error: Error): void;
  /** The client closed its end. */
  onEnd(): void;
}

/** MCP over a pair of pipes, both eras; the one client is a `session` from its first request to the end of the input. */
export class StdioEndpoint {
  readonly #sessionId = randomUUID();
  readonly #handle: { close(): Promise<void> };
  readonly #output: Writable;
  #ended = false;

  constructor(
    servers: ProtocolServers,
    private readonly connections: ConnectionRegistry,
    { input, output, onError, onEnd }: StdioOptions,
  ) {
    this.#output = output;
    const wire = new StdioServerTransport(input, output, { maxBufferSize: MAX_MESSAGE_BYTES });
    const transport = new ChannelTransport(wire, new ChannelArrival(connections, { sessionId: this.#sessionId, kind: 'session', client: {} }));
    this.#handle = serveStdio(() => servers.createLasting(() => this.#sessionId), { transport, onerror: onError });
    // Whoever read the configuration left the stream paused, and a listener alone does not wake it.
    input.resume();
    input.once('close', () => this.#end(onEnd));
    input.once('end', () => this.#end(onEnd));
  }

  async close(reason: string): Promise<void> {
    this.connections.close(this.#sessionId, reason);
    await this.#handle.close();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LAST_WORDS_MS);
      this.#output.write('', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #end(onEnd: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    this.connections.close(this.#sessionId, sayReason('CLIENT_CLOSED'));
    onEnd();
  }
}
