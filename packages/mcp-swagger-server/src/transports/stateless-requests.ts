import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sayReason } from 'mcp-swagger-ipc';
import { type AuthInfo, CLIENT_INFO_META_KEY, createMcpHandler, type JSONRPCNotification, type JSONRPCRequest, type McpHttpHandler, type ServerContext } from '@modelcontextprotocol/server';
import { callerOf } from '../access/caller.js';
import { type Client, clientOf, derivedId } from '../connections/client.js';
import type { ConnectionRegistry } from '../connections/connection-registry.js';
import type { PlainCall } from '../mcp/plain-call.js';
import { MOST_WATCHED_BY_ONE } from '../mcp/resource-watch.js';
import { type ProtocolServers, STATELESS_PROTOCOL_VERSION } from '../mcp/protocol-server.js';
import { isClientsMistake } from './clients-mistake.js';
import { answerError, RPC } from './json-rpc-error.js';
import { KnownSockets } from './known-sockets.js';
import { StatelessCalls } from './stateless-calls.js';
import { toWebRequest, writeWebResponse } from './web-bridge.js';

export interface StatelessOptions {
  pingIntervalMs: number;
  maxConnections: number;
  onError(error: Error): void;
}

interface Known {
  sessionId: string;
  meta: Record<string, unknown> | undefined;
}

/**
 * The era without sessions (2026-07-28). Each request stands alone; for whoever watches, the calls of one client are grouped into a
 * `derived` connection, and an open `subscriptions/listen` is a `stream`.
 */
export class StatelessRequests {
  readonly #protocol: McpHttpHandler;
  readonly #calls: StatelessCalls;
  readonly #sockets = new KnownSockets();
  /** What is known of a request that is with the SDK: its connection, and what its client says of itself. */
  readonly #known = new WeakMap<Request, Known>();

  constructor(
    private readonly servers: ProtocolServers,
    private readonly connections: ConnectionRegistry,
    { pingIntervalMs, maxConnections, onError }: StatelessOptions,
  ) {
    this.#calls = new StatelessCalls(servers);
    const connectionOf = (context: ServerContext): string | undefined => {
      const known = context.http?.req === undefined ? undefined : this.#known.get(context.http.req);
      // Whoever comes so far has passed all checks of the protocol.
      if (known?.meta !== undefined) this.#calls.accept(known.meta);
      return known?.sessionId;
    };
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

  /** A POST that is nothing but a call, from a client whose calls are known; false for all others. */
  call(request: IncomingMessage, response: ServerResponse, body: unknown): boolean {
    const call = this.#calls.recognize(request, body);
    if (call === undefined) return false;
    const known = this.#sockets.find(request, call.meta);
    if (known !== undefined && this.connections.has(known)) return this.#answer(call, known, response);
    if (!this.#calls.isAccepted(call.meta)) return false;
    const connection = this.#openDerived(clientOf(request, call.meta[CLIENT_INFO_META_KEY], STATELESS_PROTOCOL_VERSION));
    if ('refused' in connection) {
      answerError(response, { status: 503, code: RPC.refused, message: connection.refused }, call.id);
      return true;
    }
    this.#sockets.note(request, call.meta, connection.id);
    return this.#answer(call, connection.id, response);
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
    await this.pass(request, response, body, { sessionId: sessionId.id, meta: message.params?._meta });
  }

  /** Anything else that the stateless era has to answer, such as its errors. */
  async pass(request: IncomingMessage, response: ServerResponse, body: unknown, known?: Known): Promise<void> {
    const gone = new AbortController();
    // An abort makes an error with a stack, which is dear for a request that is answered already.
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    const webRequest = toWebRequest(request, gone.signal);
    if (known !== undefined) this.#known.set(webRequest, known);
    await writeWebResponse(await this.#protocol.fetch(webRequest, { parsedBody: body, ...authInfoOf(request) }), response);
  }

  /** Ends the groups of clients that were silent for so long. */
  expire(idleMs: number): void {
    this.#endIdle(idleMs, sayReason('SILENT', { silentMs: idleMs }));
  }

  /** Ends open streams with their graceful last message, and then the groups of clients. */
  async close(reason: string): Promise<void> {
    await this.#protocol.close();
    // Nobody is idle for less than no time.
    this.#endIdle(0, reason);
  }

  #endIdle(idleMs: number, reason: string): void {
    for (const sessionId of this.connections.idle('derived', idleMs)) this.connections.close(sessionId, reason);
  }

  #answer(call: PlainCall, sessionId: string, response: ServerResponse): boolean {
    if (!this.#calls.answer(call, sessionId, response, () => this.connections.end(sessionId))) return false;
    this.connections.begin(sessionId);
    return true;
  }

  /** The resources that an open stream wants to hear of. Beyond what can be watched, they are silent. */
  #watchFor(message: JSONRPCRequest | JSONRPCNotification, response: ServerResponse): void {
    const filter = message.params?.['notifications'];
    const uris: unknown = typeof filter === 'object' && filter !== null && 'resourceSubscriptions' in filter ? filter.resourceSubscriptions : undefined;
    if (!Array.isArray(uris)) return;
    const releases = [...new Set<unknown>(uris)].slice(0, MOST_WATCHED_BY_ONE).flatMap((uri) => (typeof uri === 'string' ? (this.servers.watch(uri) ?? []) : []));
    response.once('close', () => {
      for (const release of releases) release();
    });
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
    response.once('close', () => this.connections.close(id, sayReason('STREAM_ENDED')));
    return { id };
  }
}

/** Binds what a client keeps between two rounds to its caller. The token itself has no business beyond the front. */
function authInfoOf(request: IncomingMessage): { authInfo?: AuthInfo } {
  const caller = callerOf(request);
  return caller === undefined ? {} : { authInfo: { token: '', clientId: caller.id, scopes: [] } };
}
