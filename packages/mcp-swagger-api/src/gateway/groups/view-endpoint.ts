import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sayReason } from 'mcp-swagger-ipc';
import { createMcpHandler, type McpHttpHandler, type Server, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import type { Caller } from '../../auth/caller.js';
import { refuse, type Refusal } from '../refusal.js';
import { isInitialize, isModern } from './era.js';
import type { MemberClients } from './member-clients.js';
import type { Offers } from './offers.js';
import type { View } from './view.js';
import { viewServer } from './view-server.js';
import { toWebRequest, writeWebAnswer } from './web-request.js';

interface ViewSession {
  viewId: string;
  callerId: string;
  server: Server;
  transport: WebStandardStreamableHTTPServerTransport;
  lastUsedMs: number;
  /** Requests and streams of it that are open. */
  open: number;
}

/** A request whose body was read. */
export interface ParsedRequest {
  request: IncomingMessage;
  response: ServerResponse;
  caller: Caller;
  body: unknown;
}

/** Told of the sessions with views. */
export interface ViewSessionListener {
  began(sessionId: string, view: View, parsed: ParsedRequest): void;
  asked(sessionId: string, response: ServerResponse): void;
  ended(sessionId: string, reason: string): void;
}

export interface ViewEndpointParts {
  offers: Offers;
  clients: MemberClients;
  /** As it is now; undefined when it is gone. */
  find: (viewId: string) => View | undefined;
  mostSessions: number;
  idleMs: number;
  failed: (view: View, message: string) => void;
  listener?: ViewSessionListener;
}

const SWEEP_MS = 30_000;

/** The MCP endpoints of views, for clients of both eras. */
export class ViewEndpoint {
  readonly #sessions = new Map<string, ViewSession>();
  /** Of the era without sessions, by view. */
  readonly #stateless = new Map<string, McpHttpHandler>();
  readonly #callers = new WeakMap<Request, Caller>();
  readonly #sweep: NodeJS.Timeout;

  constructor(private readonly parts: ViewEndpointParts) {
    this.#sweep = setInterval(() => this.#expire(), SWEEP_MS).unref();
  }

  get sessions(): number {
    return this.#sessions.size;
  }

  has(sessionId: string, viewId: string): boolean {
    return this.#sessions.get(sessionId)?.viewId === viewId;
  }

  async answer(view: View, parsed: ParsedRequest): Promise<void> {
    const { request, response, caller, body } = parsed;
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    const webRequest = toWebRequest(request, gone.signal);
    this.#callers.set(webRequest, caller);
    if (isModern(request, body)) {
      await writeWebAnswer(await this.#handler(view).fetch(webRequest, { parsedBody: body }), response);
      return;
    }
    const session = await this.#session(view, parsed);
    if ('status' in session) {
      refuse(request, response, session);
      return;
    }
    session.open += 1;
    this.parts.listener?.asked(session.transport.sessionId ?? '', response);
    response.once('close', () => {
      session.open -= 1;
      session.lastUsedMs = performance.now();
    });
    await writeWebAnswer(await session.transport.handleRequest(webRequest, { parsedBody: body }), response);
  }

  /** What a view shows may be other than before: who listens is told, and who was with one that is gone is sent away. */
  tell(viewId: string): void {
    const isGone = this.parts.find(viewId) === undefined;
    for (const { viewId: of, server } of this.#sessions.values()) {
      if (of !== viewId || isGone) continue;
      for (const send of [() => server.sendToolListChanged(), () => server.sendPromptListChanged(), () => server.sendResourceListChanged()]) send().catch(() => {});
    }
    const handler = this.#stateless.get(viewId);
    if (!isGone) {
      handler?.notify.toolsChanged();
      handler?.notify.promptsChanged();
      handler?.notify.resourcesChanged();
      return;
    }
    this.endSessionsWith(viewId, sayReason('DELETED'));
    this.#stateless.delete(viewId);
    handler?.close().catch(() => {});
  }

  endSessionsWith(viewId: string, reason: string): void {
    for (const [sessionId, { viewId: of }] of this.#sessions) if (of === viewId) void this.end(sessionId, reason);
  }

  /** True when there was such a session. */
  async end(sessionId: string, reason: string): Promise<boolean> {
    const session = this.#sessions.get(sessionId);
    if (session === undefined) return false;
    this.#sessions.delete(sessionId);
    this.parts.listener?.ended(sessionId, reason);
    await session.server.close().catch(() => {});
    return true;
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    await Promise.allSettled([...[...this.#sessions.keys()].map((id) => this.end(id, sayReason('API_STOPPED'))), ...[...this.#stateless.values()].map((handler) => handler.close())]);
  }

  #handler(view: View): McpHttpHandler {
    const known = this.#stateless.get(view.id);
    if (known !== undefined) return known;
    const { id } = view;
    const { offers, clients, find, mostSessions, failed } = this.parts;
    const handler = createMcpHandler(
      () => viewServer(find(id) ?? view, { offers, clients, view: () => find(id), callerOf: ({ http }) => (http?.req === undefined ? undefined : this.#callers.get(http.req)) }),
      { legacy: 'reject', maxSubscriptions: mostSessions, onerror: (error) => failed(view, error.message) },
    );
    this.#stateless.set(id, handler);
    return handler;
  }

  async #session(view: View, parsed: ParsedRequest): Promise<ViewSession | Refusal> {
    const { request, caller, body } = parsed;
    const sessionId = request.headers['mcp-session-id'];
    if (typeof sessionId === 'string') {
      const session = this.#sessions.get(sessionId);
      // To all others it is as if it did not exist.
      return session?.viewId === view.id && session.callerId === caller.id ? session : sessionNotFound;
    }
    if (!isInitialize(body)) return sessionMissing;
    const { mostSessions } = this.parts;
    if (this.#sessions.size >= mostSessions) return { status: 503, code: 'GATEWAY_FULL', detail: `${mostSessions} sessions are open here already (MCP_MAX_CONNECTIONS); try again later.`, headers: { 'Retry-After': '30' } };
    return await this.#begin(view, parsed);
  }

  async #begin(view: View, parsed: ParsedRequest): Promise<ViewSession> {
    const { caller } = parsed;
    const { offers, clients, find, listener } = this.parts;
    const sessionId = randomUUID();
    const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: () => sessionId });
    const server = viewServer(view, { offers, clients, view: () => find(view.id), callerOf: () => caller });
    const session: ViewSession = { viewId: view.id, callerId: caller.id, server, transport, lastUsedMs: performance.now(), open: 0 };
    this.#sessions.set(sessionId, session);
    Object.assign(server, { onclose: () => void this.end(sessionId, sayReason('CLIENT_LEFT_PIPE')) });
    await server.connect(transport);
    listener?.began(sessionId, view, parsed);
    return session;
  }

  #expire(): void {
    const before = performance.now() - this.parts.idleMs;
    for (const [sessionId, { lastUsedMs, open }] of this.#sessions) if (open === 0 && lastUsedMs < before) void this.end(sessionId, sayReason('IDLE'));
  }
}

export const sessionNotFound: Refusal = { status: 404, code: 'SESSION_NOT_FOUND', detail: 'Session not found: it ended or never was; begin a new one with initialize.' };
export const sessionMissing: Refusal = { status: 400, code: 'SESSION_MISSING', detail: 'The Mcp-Session-Id header is missing; begin a session with initialize.' };
