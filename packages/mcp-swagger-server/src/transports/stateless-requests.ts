import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CLIENT_INFO_META_KEY, createMcpHandler, type JSONRPCNotification, type JSONRPCRequest, type McpHttpHandler, type ServerContext } from '@modelcontextprotocol/server';
import { type Client, clientOf, derivedId } from '../connections/client.js';
import type { ConnectionRegistry } from '../connections/connection-registry.js';
import { type ProtocolServers, STATELESS_PROTOCOL_VERSION } from '../mcp/protocol-server.js';
import { isClientsMistake } from './clients-mistake.js';
import { answerError, RPC } from './json-rpc-error.js';
import { toWebRequest, writeWebResponse } from './web-bridge.js';

export interface StatelessOptions {
  pingIntervalMs: number;
  maxConnections: number;
  onError(error: Error): void;
}

/**
 * The era without sessions (2026-07-28). Each request stands alone; for whoever watches, the calls of one client are grouped into a
 * `derived` connection, and an open `subscriptions/listen` is a `stream`.
 */
export class StatelessRequests {
  readonly #protocol: McpHttpHandler;
  readonly #connectionOf = new WeakMap<Request, string>();

  constructor(
    private readonly servers: ProtocolServers,
    private readonly connections: ConnectionRegistry,
    { pingIntervalMs, maxConnections, onError }: StatelessOptions,
  ) {
    const connectionOf = (context: ServerContext): string | undefined => (context.http?.req === undefined ? undefined : this.#connectionOf.get(context.http.req));
    this.#protocol = createMcpHandler(() => servers.create(connectionOf), { legacy: 'reject', keepAliveMs: pingIntervalMs, maxSubscriptions: maxConnections, onerror: (error) => (isClientsMistake(error) ? undefined : onError(error)) });
    const { notify } = this.#protocol;
    servers.onChange({
      listsChanged: () => {
        notify.toolsChanged();
        notify.resourcesChanged();
        notify.promptsChanged();
      },
      resourceUpdated: (uri) => notify.resourceUpdated(uri),
    });
  }

  /** A POST that names the stateless revision. */
  async post(request: IncomingMessage, response: ServerResponse, body: unknown, message: JSONRPCRequest | JSONRPCNotification): Promise<void> {
    const client = clientOf(request, message.params?._meta?.[CLIENT_INFO_META_KEY], STATELESS_PROTOCOL_VERSION);
    const sessionId = message.method === 'subscriptions/listen' ? this.#openStream(client, response) : this.#openDerived(client);
    if ('refused' in sessionId) {
      answerError(response, { status: 503, code: RPC.refused, message: sessionId.refused }, 'id' in message ? message.id : null);
      return;
    }
    if (message.method === 'subscriptions/listen') this.#watchFor(message, response);
    this.connections.begin(sessionId.id);
    response.once('close', () => this.connections.end(sessionId.id));
    await this.pass(request, response, body, sessionId.id);
  }

  /** Anything else that the stateless era has to answer, such as its errors. */
  async pass(request: IncomingMessage, response: ServerResponse, body: unknown, sessionId?: string): Promise<void> {
    const gone = new AbortController();
    // An abort makes an error with a stack, which is dear for a request that is answered already.
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    const webRequest = toWebRequest(request, gone.signal);
    if (sessionId !== undefined) this.#connectionOf.set(webRequest, sessionId);
    await writeWebResponse(await this.#protocol.fetch(webRequest, { parsedBody: body }), response);
  }

  /** Ends the groups of clients that were silent for so long. */
  expire(idleMs: number): void {
    for (const sessionId of this.connections.idle('derived', idleMs)) this.connections.close(sessionId, `silent for ${idleMs} ms`);
  }

  /** Ends open streams with their graceful last message. */
  async close(): Promise<void> {
    await this.#protocol.close();
  }

  /** The resources that an open stream wants to hear of. Beyond what can be watched, they are silent. */
  #watchFor(message: JSONRPCRequest | JSONRPCNotification, response: ServerResponse): void {
    const filter = message.params?.['notifications'];
    const uris: unknown = typeof filter === 'object' && filter !== null && 'resourceSubscriptions' in filter ? filter.resourceSubscriptions : undefined;
    if (!Array.isArray(uris)) return;
    for (const uri of new Set(uris)) {
      const release = typeof uri === 'string' ? this.servers.watch(uri) : undefined;
      if (release !== undefined) response.once('close', release);
    }
  }

  #openDerived(client: Client): { id: string } | { refused: string } {
    const id = derivedId(client);
    if (this.connections.has(id)) return { id };
    const { refused } = this.connections.open({ sessionId: id, kind: 'derived', client });
    return refused === undefined ? { id } : { refused };
  }

  #openStream(client: Client, response: ServerResponse): { id: string } | { refused: string } {
    const id = `s-${randomUUID()}`;
    const { refused } = this.connections.open({ sessionId: id, kind: 'stream', client });
    if (refused !== undefined) return { refused };
    response.once('close', () => this.connections.close(id, 'the stream ended'));
    return { id };
  }
}
