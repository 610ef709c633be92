import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isInitializeRequest, type JSONRPCMessage, LATEST_PROTOCOL_VERSION, type Server, SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import { clientOf } from '../connections/client.js';
import type { ConnectionRegistry } from '../connections/connection-registry.js';
import type { ProtocolServers } from '../mcp/protocol-server.js';
import { type Refusal, RPC } from './json-rpc-error.js';
import { SessionTransport } from './session-transport.js';

/** How long sessions live and how they are kept alive, in ms. */
export interface SessionTimes {
  idleTimeoutMs: number;
  pingIntervalMs: number;
  /** A client that is silent but holds a stream is asked whether it is still there, and has so long to say so. */
  pingTimeoutMs: number;
}

interface Session {
  transport: SessionTransport;
  server: Server;
}

/** The sessions of the old era (2024-11-05 … 2025-11-25): begun by `initialize`, ended by DELETE, silence or us. */
export class Sessions {
  readonly #live = new Map<string, Session>();

  constructor(
    private readonly servers: ProtocolServers,
    private readonly connections: ConnectionRegistry,
    private readonly times: SessionTimes,
  ) {}

  find(sessionId: string): SessionTransport | undefined {
    return this.#live.get(sessionId)?.transport;
  }

  /** Begins a session for an `initialize` request. */
  async begin(message: JSONRPCMessage, request: IncomingMessage): Promise<{ transport: SessionTransport } | { refusal: Refusal }> {
    if (!isInitializeRequest(message)) {
      return { refusal: { status: 400, code: RPC.invalidParams, message: 'initialize needs protocolVersion, capabilities and clientInfo with a name and a version.' } };
    }
    const sessionId = randomUUID();
    const { clientInfo, protocolVersion } = message.params;
    const spoken = SUPPORTED_PROTOCOL_VERSIONS.includes(protocolVersion) ? protocolVersion : LATEST_PROTOCOL_VERSION;
    const { refused } = this.connections.open({ sessionId, kind: 'session', client: clientOf(request, clientInfo, spoken) });
    if (refused !== undefined) return { refusal: { status: 503, code: RPC.refused, message: refused } };

    const server = this.servers.create(() => sessionId);
    const transport = new SessionTransport(sessionId, this.times.pingIntervalMs);
    await server.connect(transport);
    this.#live.set(sessionId, { transport, server });
    return { transport };
  }

  /** Counts a POST of this session from now until it is answered or given up. */
  track(sessionId: string, response: ServerResponse): void {
    this.connections.begin(sessionId);
    response.once('close', () => this.connections.end(sessionId));
  }

  /** Ends a session; false if there is none. */
  end(sessionId: string, reason: string): boolean {
    const session = this.#live.get(sessionId);
    if (session === undefined) return false;
    this.#live.delete(sessionId);
    void session.server.close();
    return this.connections.close(sessionId, reason);
  }

  endAll(reason: string): void {
    for (const sessionId of this.#live.keys()) this.end(sessionId, reason);
  }

  /** Ends the sessions of clients that are gone. An open stream may hang on a client that hangs itself: that one is asked. */
  expire(): void {
    for (const sessionId of this.connections.idle('session', this.times.idleTimeoutMs)) {
      const session = this.#live.get(sessionId);
      if (session?.transport.hasStream === true) void this.#ask(sessionId, session.server);
      else this.end(sessionId, `silent for ${this.times.idleTimeoutMs} ms`);
    }
  }

  async #ask(sessionId: string, server: Server): Promise<void> {
    // While we wait, the next sweep must not ask again.
    this.connections.touch(sessionId);
    try {
      await server.request({ method: 'ping' }, { timeout: this.times.pingTimeoutMs });
      this.connections.touch(sessionId);
    } catch {
      this.end(sessionId, `did not answer a ping within ${this.times.pingTimeoutMs} ms`);
    }
  }
}
