import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sayReason } from 'mcp-swagger-ipc';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { messageOf } from '../../common/error-facts.js';
import { Environment } from '../../config/environment.js';
import { OnAppEvent } from '../../events/app-event-emitter.js';
import type { AppEventMap } from '../../events/app-events.js';
import { SupervisorService } from '../../supervisor/supervisor.service.js';
import { isInitialize, isModern } from '../groups/era.js';
import { MemberClients } from '../groups/member-clients.js';
import { Offers } from '../groups/offers.js';
import { readMessage } from '../groups/read-message.js';
import { type ParsedRequest, sessionMissing, sessionNotFound, ViewEndpoint } from '../groups/view-endpoint.js';
import { passedOn, type View } from '../groups/view.js';
import type { Place } from '../place.js';
import { BodyTooLarge, type RequestBody } from '../read-body.js';
import { refuse, type Refusal } from '../refusal.js';
import { messagesIn } from './message-kind.js';
import { PipeConnections } from './pipe-connections.js';
import { RelaySession } from './relay-session.js';

const SWEEP_MS = 30_000;
const METHODS = 'GET, POST, DELETE, OPTIONS';

/** Streamable HTTP in front of servers that speak over pipes: a session has a process of its own, or shares the server's with all who have none. */
@Injectable()
export class StdioDoor implements OnApplicationShutdown {
  private readonly logger = new Logger(StdioDoor.name);
  readonly #sessions = new Map<string, RelaySession>();
  /** Processes that are being started. */
  #coming = 0;
  /** What is known of servers that are shared. */
  readonly #views = new Map<string, View>();
  readonly #shared: ViewEndpoint;
  readonly #sweep: NodeJS.Timeout;
  readonly #mostProcesses: number;
  readonly #idleMs: number;
  readonly #silenceMs: number;
  readonly #idle = new Map<string, number>();

  constructor(
    private readonly supervisor: SupervisorService,
    offers: Offers,
    private readonly clients: MemberClients,
    private readonly connections: PipeConnections,
    { variables }: Environment,
  ) {
    this.#mostProcesses = variables.GATEWAY_MAX_PROCESSES;
    this.#idleMs = variables.MCP_SESSION_IDLE_TIMEOUT;
    this.#silenceMs = variables.GATEWAY_TIMEOUT;
    this.#shared = new ViewEndpoint({
      offers,
      clients,
      find: (id) => this.#views.get(id),
      mostSessions: variables.MCP_MAX_CONNECTIONS,
      idleMs: this.#idleMs,
      failed: ({ name }, message) => this.logger.debug(`Server ${name}: ${message}`),
      listener: {
        began: (sessionId, { id }, { request, caller, body }) => this.connections.opened(sessionId, { serverId: id, generation: this.#generationOf(id), request, caller, said: paramsOf(body) }),
        asked: (sessionId, response) => void response.once('close', this.connections.asked(sessionId)),
        ended: (sessionId, reason) => this.connections.closed(sessionId, reason),
      },
    });
    clients.onChange((serverId) => {
      if (this.#views.has(serverId)) this.#shared.tell(serverId);
    });
    supervisor.onCloseSession((serverId, sessionId, reason) => this.#close(serverId, sessionId, reason));
    this.#sweep = setInterval(() => this.#expire(), SWEEP_MS).unref();
  }

  /** Sessions and the processes that they have. */
  get open(): number {
    return this.#sessions.size + this.#shared.sessions;
  }

  /** Serves a request of a caller who was let in. Rejects with BodyTooLarge. */
  async serve(request: IncomingMessage, response: ServerResponse, place: Place, caller: Caller, body: Exclude<RequestBody, { kind: 'too-large' }>): Promise<void> {
    try {
      const message = await readMessage(request, response, body);
      if (message !== undefined) await this.#answer(place, { request, response, caller, body: message.value });
    } catch (error) {
      if (error instanceof BodyTooLarge) throw error;
      this.logger.warn(`Server ${place.name}: ${messageOf(error)}`);
      refuse(request, response, gone(place, messageOf(error)));
    }
  }

  /** Whoever shared a process that is gone begins again: what it knew of him is gone too. */
  @OnAppEvent('mcp.process.exit')
  onExit({ serverId, generation, wasCurrent, reason }: AppEventMap['mcp.process.exit']): void {
    this.connections.forgetProcess(serverId, generation);
    if (wasCurrent) this.#forgetShared(serverId, sayReason('PROCESS_ENDED', { reason }));
  }

  @OnAppEvent('mcp.process.replaced')
  onReplaced({ serverId }: AppEventMap['mcp.process.replaced']): void {
    this.#forgetShared(serverId, sayReason('REPLACED'));
  }

  @OnAppEvent('server.changed')
  onServer({ serverId, change }: AppEventMap['server.changed']): void {
    if (change === 'deleted' && this.#views.delete(serverId)) this.#shared.tell(serverId);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#sweep);
    for (const session of this.#sessions.values()) session.end(sayReason('API_STOPPED'));
    await this.#shared.close();
  }

  async #answer(place: Place, parsed: ParsedRequest): Promise<void> {
    const { request, response, body, caller } = parsed;
    const { serverId, sessions } = place;
    if (isModern(request, body)) {
      response.once('close', this.connections.askedWithoutSession({ serverId, generation: place.generation, request, caller, said: metaOf(body) }));
      await this.#shared.answer(await this.#viewOf(place), parsed);
      return;
    }
    const sessionId = request.headers['mcp-session-id'];
    const session = typeof sessionId === 'string' ? this.#sessions.get(sessionId) : undefined;
    if (session !== undefined) this.#relay(session, serverId, sessionId as string, parsed);
    else if (sessions.processPer === 'session' && sessionId === undefined && isInitialize(body)) await this.#begin(place, parsed);
    else if (sessions.processPer === 'server' || typeof sessionId === 'string') await this.#shared.answer(await this.#viewOf(place), parsed);
    else refuse(request, response, sessionMissing);
  }

  #relay(session: RelaySession, serverId: string, sessionId: string, { request, response, caller, body }: ParsedRequest): void {
    // To all others it is as if it did not exist.
    if (session.serverId !== serverId || session.callerId !== caller.id) return refuse(request, response, sessionNotFound);
    response.setHeader('Mcp-Session-Id', sessionId);
    switch (request.method ?? 'GET') {
      case 'DELETE':
        session.end(sayReason('CLIENT_LEFT_PIPE'));
        response.writeHead(204).end();
        return;
      case 'GET':
        if (!session.listen(response)) refuse(request, response, { status: 409, code: 'STREAM_OPEN', detail: 'This session has a stream open already; one is enough.' });
        return;
      case 'POST': {
        const messages = messagesIn(body);
        if (messages === undefined) return refuse(request, response, { status: 400, code: 'NOT_A_MESSAGE', detail: 'One or several messages of JSON-RPC 2.0 were expected.' });
        response.once('close', this.connections.asked(sessionId));
        session.post(messages, response);
        return;
      }
      default:
        refuse(request, response, { status: 405, code: 'METHOD_NOT_ALLOWED', detail: `One of ${METHODS} was expected.`, headers: { Allow: METHODS } });
    }
  }

  async #begin(place: Place, parsed: ParsedRequest): Promise<void> {
    const { serverId, sessions } = place;
    const { request, response, caller, body } = parsed;
    const refusal = this.#fullFor(place);
    if (refusal !== undefined) return refuse(request, response, refusal);
    const sessionId = randomUUID();
    this.#coming += 1;
    const process = await this.supervisor.openSession(serverId, sessionId).finally(() => (this.#coming -= 1));
    if (response.destroyed) return process.end();
    const session = new RelaySession(serverId, caller.id, process, this.#silenceMs, {
      ended: (reason) => {
        this.#sessions.delete(sessionId);
        this.#idle.delete(sessionId);
        this.connections.closed(sessionId, reason);
      },
    });
    this.#sessions.set(sessionId, session);
    this.#idle.set(sessionId, sessions.idleMs ?? this.#idleMs);
    this.connections.opened(sessionId, { serverId, generation: process.generation, request, caller, said: paramsOf(body) });
    await session.begin();
    this.#relay(session, serverId, sessionId, parsed);
  }

  #fullFor({ serverId, name, sessions: { most } }: Place): Refusal | undefined {
    const headers = { 'Retry-After': '30' };
    if (this.#sessions.size + this.#coming >= this.#mostProcesses) return { status: 503, code: 'GATEWAY_FULL', detail: `${this.#mostProcesses} sessions have a process of their own already, as many as GATEWAY_MAX_PROCESSES allows; try again later.`, headers };
    const ofServer = [...this.#sessions.values()].filter((session) => session.serverId === serverId).length;
    return most !== undefined && ofServer >= most ? { status: 503, code: 'SERVER_FULL', detail: `Server ${name} has ${most} sessions already, as many as it may (limits.maxConnections); try again later.`, headers } : undefined;
  }

  async #viewOf({ serverId, name }: Place): Promise<View> {
    const client = await this.clients.client(serverId);
    const view: View = {
      id: serverId,
      name,
      instructions: client.getInstructions(),
      members: [{ serverId, prefix: '', others: 'shown', tools: {} }],
      capabilities: passedOn(client.getServerCapabilities() ?? {}),
    };
    this.#views.set(serverId, view);
    return view;
  }

  #forgetShared(serverId: string, reason: string): void {
    this.#shared.endSessionsWith(serverId, reason);
  }

  #generationOf(serverId: string): number {
    return this.supervisor.view(serverId)?.generation ?? 0;
  }

  #close(serverId: string, sessionId: string, reason: string): boolean {
    const session = this.#sessions.get(sessionId);
    if (session?.serverId === serverId) {
      session.end(reason);
      return true;
    }
    if (!this.#shared.has(sessionId, serverId)) return false;
    void this.#shared.end(sessionId, reason);
    return true;
  }

  #expire(): void {
    const now = performance.now();
    for (const [sessionId, session] of this.#sessions) {
      if (session.open === 0 && now - session.lastUsedMs > (this.#idle.get(sessionId) ?? this.#idleMs)) session.end(sayReason('IDLE'));
    }
  }
}

function gone({ name }: Place, why: string): Refusal {
  return { status: 502, code: 'SERVER_GONE', detail: `Server ${name} could not be reached: ${why}` };
}

function paramsOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'params' in body ? body.params : undefined;
}

function metaOf(body: unknown): unknown {
  const params = paramsOf(body);
  return typeof params === 'object' && params !== null && '_meta' in params ? params._meta : undefined;
}
