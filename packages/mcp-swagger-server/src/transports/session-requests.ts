import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sayReason } from 'mcp-swagger-ipc';
import { isInitializeRequest, type JSONRPCMessage, SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import { callerOf } from '../access/caller.js';
import { clientOf } from '../connections/client.js';
import type { ConnectionRegistry } from '../connections/connection-registry.js';
import { DirectCalls } from '../mcp/direct-calls.js';
import { plainCall } from '../mcp/plain-call.js';
import type { ProtocolServers } from '../mcp/protocol-server.js';
import { accepts } from './accepts.js';
import { answerError, type Refusal, requestIdOf, RPC } from './json-rpc-error.js';
import { isRequest } from './message-kind.js';
import { negotiatedVersion } from './negotiated-version.js';
import { parseMessage } from './parse-message.js';
import { ServerSession } from './server-session.js';
import { type SessionOptions, SessionTransport } from './session-transport.js';
import type { Sessions } from './sessions.js';

/** A batch may hold so many messages. */
const MAX_BATCH = 100;

/** The last revision that has batches (2025-06-18, Changelog, took them away). */
const LAST_WITH_BATCHES = '2025-03-26';

/** A session over HTTP. */
export type HttpSession = ServerSession<SessionTransport>;

export interface SessionParts {
  servers: ProtocolServers;
  connections: ConnectionRegistry;
  sessions: Sessions<HttpSession>;
  options: SessionOptions;
}

type Found = { transport: SessionTransport } | { refusal: Refusal };

/** The HTTP side of sessions: MCP 2025-11-25, Transports, Streamable HTTP. */
export class SessionRequests {
  constructor(private readonly parts: SessionParts) {}

  /** A POST whose body is parsed and of the old era. */
  async post(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> {
    if (!accepts(request, 'application/json') || !accepts(request, 'text/event-stream')) {
      answerError(response, { status: 406, code: RPC.refused, message: 'The client must accept both application/json and text/event-stream.' }, requestIdOf(body));
      return;
    }
    const messages = parseMessages(body);
    if ('status' in messages) {
      answerError(response, messages, requestIdOf(body));
      return;
    }
    const found = await this.#sessionFor(request, messages, Array.isArray(body));
    if ('refusal' in found) {
      answerError(response, found.refusal, requestIdOf(body));
      return;
    }
    const { connections } = this.parts;
    const { sessionId } = found.transport;
    connections.begin(sessionId);
    found.transport.receive(messages, response, Array.isArray(body), () => connections.end(sessionId));
  }

  /** A GET: the stream for what belongs to no request, or the rest of one that was lost. */
  get(request: IncomingMessage, response: ServerResponse): void {
    if (!accepts(request, 'text/event-stream')) {
      answerError(response, { status: 406, code: RPC.refused, message: 'The client must accept text/event-stream.' });
      return;
    }
    const found = this.#find(request);
    if ('refusal' in found) {
      answerError(response, found.refusal);
      return;
    }
    this.parts.connections.touch(found.transport.sessionId);
    const lastEventId = request.headers['last-event-id'];
    if (lastEventId === undefined) {
      found.transport.attach(response);
      return;
    }
    const refusal = found.transport.resume(response, String(lastEventId));
    if (refusal !== undefined) answerError(response, refusal);
  }

  /** A DELETE: the client ends its session. */
  delete(request: IncomingMessage, response: ServerResponse): void {
    const found = this.#find(request);
    if ('refusal' in found) {
      answerError(response, found.refusal);
      return;
    }
    this.parts.sessions.end(found.transport.sessionId, sayReason('CLIENT_LEFT'));
    response.writeHead(200).end();
  }

  async #sessionFor(request: IncomingMessage, messages: JSONRPCMessage[], isBatch: boolean): Promise<Found> {
    const initialize = messages.find((message) => 'method' in message && message.method === 'initialize');
    if (initialize !== undefined) {
      if (isBatch) return { refusal: { status: 400, code: RPC.invalidRequest, message: 'initialize must come alone.' } };
      if (request.headers['mcp-session-id'] !== undefined) return { refusal: { status: 400, code: RPC.invalidRequest, message: 'This session is initialized already.' } };
      return this.#begin(initialize, request);
    }
    const found = this.#find(request);
    if ('refusal' in found) return found;
    const { protocolVersion } = found.transport;
    if (isBatch && protocolVersion > LAST_WITH_BATCHES) {
      return { refusal: { status: 400, code: RPC.invalidRequest, message: `MCP ${protocolVersion} has no batches; send the messages one at a time.` } };
    }
    const [used] = found.transport.inUse(messages);
    if (used !== undefined || repeatsAnId(messages)) {
      return { refusal: { status: 400, code: RPC.invalidRequest, message: `The request id ${JSON.stringify(used ?? 'of two messages')} is in use by a request that is not answered yet.` } };
    }
    return found;
  }

  async #begin(message: JSONRPCMessage, request: IncomingMessage): Promise<Found> {
    if (!isInitializeRequest(message)) {
      return { refusal: { status: 400, code: RPC.invalidParams, message: 'initialize needs protocolVersion, capabilities and clientInfo with a name and a version.' } };
    }
    const { servers, connections, sessions, options } = this.parts;
    const sessionId = randomUUID();
    const spoken = negotiatedVersion(message.params.protocolVersion);
    const { refused } = connections.open({ sessionId, kind: 'session', client: clientOf(request, message.params.clientInfo, spoken) });
    if (refused !== undefined) return { refusal: { status: 503, code: RPC.refused, message: refused } };
    const server = servers.createLasting(() => sessionId);
    const transport = new SessionTransport(sessionId, spoken, options);
    transport.direct = new DirectCalls({ servers, server, sessionId, send: (told, about) => void transport.send(told, { relatedRequestId: about }) });
    sessions.add(sessionId, new ServerSession(transport, server, callerOf(request)));
    await server.connect(transport);
    return { transport };
  }

  #find(request: IncomingMessage): Found {
    const version = request.headers['mcp-protocol-version'];
    if (version !== undefined && !SUPPORTED_PROTOCOL_VERSIONS.includes(String(version))) {
      return { refusal: { status: 400, code: RPC.refused, message: `MCP-Protocol-Version ${JSON.stringify(String(version).slice(0, 50))} is not one of ${SUPPORTED_PROTOCOL_VERSIONS.join(', ')}.` } };
    }
    const sessionId = request.headers['mcp-session-id'];
    if (typeof sessionId !== 'string') {
      return { refusal: { status: 400, code: RPC.refused, message: 'The Mcp-Session-Id header is missing; begin a session with initialize.' } };
    }
    const session = this.parts.sessions.find(sessionId);
    return session?.belongsTo(callerOf(request)) === true ? session : { refusal: { status: 404, code: RPC.noSession, message: 'Session not found: it ended or never was; begin a new one with initialize.' } };
  }
}

function parseMessages(body: unknown): JSONRPCMessage[] | Refusal {
  const parts = Array.isArray(body) ? (body as unknown[]) : [body];
  if (parts.length === 0 || parts.length > MAX_BATCH) {
    return { status: 400, code: RPC.invalidRequest, message: `A batch holds 1 to ${MAX_BATCH} messages; this one holds ${parts.length}.` };
  }
  const messages: JSONRPCMessage[] = [];
  for (const part of parts) {
    if (plainCall(part) !== undefined) {
      // It is known to be a message already; the SDK's schemas would look at each of its parts again.
      messages.push(part as JSONRPCMessage);
      continue;
    }
    const parsed = parseMessage(part);
    if ('error' in parsed) return { status: 400, ...parsed.error };
    messages.push(parsed.message);
  }
  return messages;
}

function repeatsAnId(messages: JSONRPCMessage[]): boolean {
  if (messages.length < 2) return false;
  const ids = messages.flatMap((message) => (isRequest(message) ? [message.id] : []));
  return new Set(ids).size < ids.length;
}
