import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { CLIENT_INFO_META_KEY, type Server, type ServerContext } from '@modelcontextprotocol/server';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { saidOf } from '../connections/client.js';
import type { ConnectionRegistry } from '../connections/connection-registry.js';
import { type ProtocolServers, STATELESS_PROTOCOL_VERSION } from '../mcp/protocol-server.js';

/** A message of a client may have so many bytes, as over HTTP. */
const MAX_BUFFER_BYTES = 4 * 1024 * 1024;

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
    const transport = new StdioServerTransport(input, output, { maxBufferSize: MAX_BUFFER_BYTES });
    this.#handle = serveStdio(
      ({ era }) => {
        const server = servers.create((context) => this.#arrive(server, context));
        if (era === 'legacy') server.oninitialized = () => void this.#arrive(server);
        return server;
      },
      { transport, onerror: onError },
    );
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
    this.connections.close(this.#sessionId, 'the client closed its end');
    onEnd();
  }

  #arrive(server: Server, context?: ServerContext): string {
    if (!this.connections.has(this.#sessionId) && !this.#ended) {
      const envelope: Record<string, unknown> | undefined = context?.mcpReq.envelope;
      const said = envelope?.[CLIENT_INFO_META_KEY] ?? server.getClientVersion();
      const protocolVersion = envelope === undefined ? server.getNegotiatedProtocolVersion() : STATELESS_PROTOCOL_VERSION;
      this.connections.open({ sessionId: this.#sessionId, kind: 'session', client: { ...saidOf(said), protocolVersion } });
    }
    return this.#sessionId;
  }
}
