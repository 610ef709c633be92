import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { classifyInboundRequest, createMcpHandler, type McpHttpHandler, type Server, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { mayUseServer } from '../../auth/access.service.js';
import { messageOf } from '../../common/error-facts.js';
import { Environment } from '../../config/environment.js';
import type { GroupEntity } from '../../database/entities/group.entity.js';
import { readBody } from '../read-body.js';
import { refuse, type Refusal } from '../refusal.js';
import { groupServer } from './group-server.js';
import { GroupsService } from './groups.service.js';
import { MemberClients } from './member-clients.js';
import { toWebRequest, writeWebAnswer } from './web-request.js';

interface GroupSession {
  groupId: string;
  callerId: string;
  server: Server;
  transport: WebStandardStreamableHTTPServerTransport;
  lastUsedMs: number;
  /** Requests and streams of it that are open. */
  open: number;
}

const SWEEP_MS = 30_000;

/** The MCP endpoints of the groups, for clients of both eras. */
@Injectable()
export class GroupDoor implements OnApplicationShutdown {
  private readonly logger = new Logger(GroupDoor.name);
  readonly #sessions = new Map<string, GroupSession>();
  /** Of the era without sessions, by group. */
  readonly #stateless = new Map<string, McpHttpHandler>();
  readonly #callers = new WeakMap<Request, Caller>();
  readonly #sweep: NodeJS.Timeout;
  readonly #maxBytes: number;
  readonly #mostSessions: number;
  readonly #idleMs: number;

  constructor(
    private readonly groups: GroupsService,
    private readonly members: MemberClients,
    { variables }: Environment,
  ) {
    this.#maxBytes = variables.GATEWAY_MAX_BODY;
    this.#mostSessions = variables.MCP_MAX_CONNECTIONS;
    this.#idleMs = variables.MCP_SESSION_IDLE_TIMEOUT;
    this.#sweep = setInterval(() => this.#expire(), SWEEP_MS).unref();
    groups.onChange((groupId) => this.#tell(groupId));
  }

  /** Serves a request of a caller who was let in to the API. */
  serve(request: IncomingMessage, response: ServerResponse, name: string, caller: Caller): void {
    const group = this.groups.find(name);
    if (group === undefined) {
      refuse(request, response, { status: 404, code: 'GROUP_NOT_FOUND', detail: `There is no group ${JSON.stringify(name.slice(0, 200))}; GET /api/groups lists them.` });
      return;
    }
    if (group.members.length > 0 && !group.members.some(({ serverId }) => mayUseServer(caller, serverId))) {
      refuse(request, response, { status: 403, code: 'FORBIDDEN', detail: `${caller.name} may use none of the servers of this group; it wants the role operator, or a key with the scope mcp.` });
      return;
    }
    readBody(request, this.#maxBytes, (body) => {
      if (body.kind === 'gone') return;
      if (body.kind === 'too-large') {
        refuse(request, response, { status: 413, code: 'CONTENT_TOO_LARGE', detail: `A request may have at most ${this.#maxBytes} bytes (GATEWAY_MAX_BODY).`, headers: { Connection: 'close' } });
        return;
      }
      this.#answer(request, response, group, caller, body.kind === 'whole' ? body.bytes : body.kind === 'stream' ? body.stream : undefined).catch((error: unknown) => {
        if (response.destroyed) return;
        this.logger.error(`Group ${group.name}: ${messageOf(error)}`);
        refuse(request, response, { status: 500, code: 'INTERNAL_ERROR', detail: 'Something went wrong that the gateway did not foresee; the log of the API says what.' });
      });
    });
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#sweep);
    await Promise.allSettled([...[...this.#sessions.keys()].map((id) => this.#end(id)), ...[...this.#stateless.values()].map((handler) => handler.close())]);
  }

  async #answer(request: IncomingMessage, response: ServerResponse, group: GroupEntity, caller: Caller, given: Buffer | AsyncIterable<Buffer> | undefined): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    const parsed = given === undefined ? { value: undefined } : parse(await textOf(given));
    if (parsed === undefined) {
      refuse(request, response, { status: 400, code: 'NOT_JSON', detail: 'The body is not JSON.' });
      return;
    }
    const webRequest = toWebRequest(request, gone.signal);
    this.#callers.set(webRequest, caller);
    if (isModern(request, parsed.value)) {
      await writeWebAnswer(await this.#handler(group).fetch(webRequest, { parsedBody: parsed.value }), response);
      return;
    }
    const session = await this.#session(request, group, caller, parsed.value);
    if ('status' in session) {
      refuse(request, response, session);
      return;
    }
    session.open += 1;
    response.once('close', () => {
      session.open -= 1;
      session.lastUsedMs = performance.now();
    });
    await writeWebAnswer(await session.transport.handleRequest(webRequest, { parsedBody: parsed.value }), response);
  }

  #handler(group: GroupEntity): McpHttpHandler {
    const known = this.#stateless.get(group.id);
    if (known !== undefined) return known;
    const { id, name } = group;
    const handler = createMcpHandler(
      () => groupServer(name, { groups: this.groups, members: this.members, group: () => this.groups.find(id), callerOf: ({ http }) => (http?.req === undefined ? undefined : this.#callers.get(http.req)) }),
      { legacy: 'reject', maxSubscriptions: this.#mostSessions, onerror: (error) => this.logger.debug(`Group ${name}: ${error.message}`) },
    );
    this.#stateless.set(id, handler);
    return handler;
  }

  async #session(request: IncomingMessage, group: GroupEntity, caller: Caller, body: unknown): Promise<GroupSession | Refusal> {
    const sessionId = request.headers['mcp-session-id'];
    if (typeof sessionId === 'string') {
      const session = this.#sessions.get(sessionId);
      // To all others it is as if it did not exist.
      if (session?.groupId === group.id && session.callerId === caller.id) return session;
      return { status: 404, code: 'SESSION_NOT_FOUND', detail: 'Session not found: it ended or never was; begin a new one with initialize.' };
    }
    if (typeof body !== 'object' || body === null || !('method' in body) || body.method !== 'initialize') {
      return { status: 400, code: 'SESSION_MISSING', detail: 'The Mcp-Session-Id header is missing; begin a session with initialize.' };
    }
    if (this.#sessions.size >= this.#mostSessions) return { status: 503, code: 'GATEWAY_FULL', detail: `${this.#mostSessions} sessions with groups are open already (MCP_MAX_CONNECTIONS); try again later.`, headers: { 'Retry-After': '30' } };
    return await this.#begin(group, caller);
  }

  async #begin({ id: groupId, name }: GroupEntity, caller: Caller): Promise<GroupSession> {
    const sessionId = randomUUID();
    const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: () => sessionId });
    const server = groupServer(name, { groups: this.groups, members: this.members, group: () => this.groups.find(groupId), callerOf: () => caller });
    const session: GroupSession = { groupId, callerId: caller.id, server, transport, lastUsedMs: performance.now(), open: 0 };
    this.#sessions.set(sessionId, session);
    Object.assign(server, { onclose: () => this.#sessions.delete(sessionId) });
    await server.connect(transport);
    return session;
  }

  /** The tools of a group may be others: who listens is told, and who was with a group that is gone is sent away. */
  #tell(groupId: string): void {
    const isGone = this.groups.find(groupId) === undefined;
    for (const [sessionId, { groupId: of, server }] of this.#sessions) {
      if (of !== groupId) continue;
      if (isGone) void this.#end(sessionId);
      else server.sendToolListChanged().catch(() => {});
    }
    const handler = this.#stateless.get(groupId);
    if (!isGone) handler?.notify.toolsChanged();
    else if (handler !== undefined) {
      this.#stateless.delete(groupId);
      handler.close().catch(() => {});
    }
  }

  #expire(): void {
    const before = performance.now() - this.#idleMs;
    for (const [sessionId, { lastUsedMs, open }] of this.#sessions) if (open === 0 && lastUsedMs < before) void this.#end(sessionId);
  }

  async #end(sessionId: string): Promise<void> {
    const session = this.#sessions.get(sessionId);
    this.#sessions.delete(sessionId);
    await session?.server.close().catch(() => {});
  }
}

async function textOf(given: Buffer | AsyncIterable<Buffer>): Promise<string> {
  if (Buffer.isBuffer(given)) return given.toString('utf8');
  const chunks: Buffer[] = [];
  for await (const chunk of given) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** Whether a request is of the era without sessions. */
function isModern(request: IncomingMessage, body: unknown): boolean {
  if (request.method !== 'POST' || request.headers['mcp-session-id'] !== undefined) return false;
  const header = (name: string): string | undefined => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  const outcome = classifyInboundRequest({ httpMethod: 'POST', protocolVersionHeader: header('mcp-protocol-version'), mcpMethodHeader: header('mcp-method'), mcpNameHeader: header('mcp-name'), body });
  return outcome.kind !== 'legacy';
}
