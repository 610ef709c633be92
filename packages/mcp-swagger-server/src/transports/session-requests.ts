import type { IncomingMessage, ServerResponse } from 'node:http';
import { isJSONRPCRequest, type JSONRPCMessage, parseJSONRPCMessage, SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import { accepts } from './accepts.js';
import { answerError, type Refusal, requestIdOf, RPC } from './json-rpc-error.js';
import type { SessionTransport } from './session-transport.js';
import type { Sessions } from './sessions.js';

/** A batch may hold so many messages. */
const MAX_BATCH = 100;

/** The HTTP side of sessions: MCP 2025-11-25, Transports, Streamable HTTP. */
export class SessionRequests {
  constructor(private readonly sessions: Sessions) {}

  /** A POST whose body is parsed and of the old era. */
  async post(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> {
    const acceptsStream = accepts(request, 'text/event-stream');
    if (!accepts(request, 'application/json') || !acceptsStream) {
      answerError(response, { status: 406, code: RPC.refused, message: 'The client must accept both application/json and text/event-stream.' }, requestIdOf(body));
      return;
    }
    const messages = parseMessages(body);
    if ('status' in messages) {
      answerError(response, messages, requestIdOf(body));
      return;
    }
    const arrived = await this.#sessionFor(request, messages);
    if ('refusal' in arrived) {
      answerError(response, arrived.refusal, requestIdOf(body));
      return;
    }
    this.sessions.track(arrived.transport.sessionId, response);
    arrived.transport.receive(messages, response, { isBatch: Array.isArray(body), acceptsStream });
  }

  /** A GET: the stream for what belongs to no request. */
  get(request: IncomingMessage, response: ServerResponse): void {
    if (!accepts(request, 'text/event-stream')) {
      answerError(response, { status: 406, code: RPC.refused, message: 'The client must accept text/event-stream.' });
      return;
    }
    const found = this.#find(request);
    if ('refusal' in found) answerError(response, found.refusal);
    else found.transport.attach(response);
  }

  /** A DELETE: the client ends its session. */
  delete(request: IncomingMessage, response: ServerResponse): void {
    const found = this.#find(request);
    if ('refusal' in found) {
      answerError(response, found.refusal);
      return;
    }
    this.sessions.end(found.transport.sessionId, 'the client ended its session');
    response.writeHead(200).end();
  }

  async #sessionFor(request: IncomingMessage, messages: JSONRPCMessage[]): Promise<{ transport: SessionTransport } | { refusal: Refusal }> {
    const initialize = messages.find((message) => 'method' in message && message.method === 'initialize');
    if (initialize !== undefined) {
      if (messages.length > 1) return { refusal: { status: 400, code: RPC.invalidRequest, message: 'initialize must come alone.' } };
      if (request.headers['mcp-session-id'] !== undefined) return { refusal: { status: 400, code: RPC.invalidRequest, message: 'This session is initialized already.' } };
      return this.sessions.begin(initialize, request);
    }
    const found = this.#find(request);
    if ('refusal' in found) return found;
    const [used] = found.transport.inUse(messages);
    if (used !== undefined || repeatsAnId(messages)) {
      return { refusal: { status: 400, code: RPC.invalidRequest, message: `The request id ${JSON.stringify(used ?? 'of two messages')} is in use by a request that is not answered yet.` } };
    }
    return found;
  }

  #find(request: IncomingMessage): { transport: SessionTransport } | { refusal: Refusal } {
    const version = request.headers['mcp-protocol-version'];
    if (version !== undefined && !SUPPORTED_PROTOCOL_VERSIONS.includes(String(version))) {
      return { refusal: { status: 400, code: RPC.refused, message: `MCP-Protocol-Version ${JSON.stringify(String(version).slice(0, 50))} is not one of ${SUPPORTED_PROTOCOL_VERSIONS.join(', ')}.` } };
    }
    const sessionId = request.headers['mcp-session-id'];
    if (typeof sessionId !== 'string') {
      return { refusal: { status: 400, code: RPC.refused, message: 'The Mcp-Session-Id header is missing; begin a session with initialize.' } };
    }
    const transport = this.sessions.find(sessionId);
    return transport === undefined ? { refusal: { status: 404, code: RPC.noSession, message: 'Session not found: it ended or never was; begin a new one with initialize.' } } : { transport };
  }
}

function parseMessages(body: unknown): JSONRPCMessage[] | Refusal {
  const parts = Array.isArray(body) ? (body as unknown[]) : [body];
  if (parts.length === 0 || parts.length > MAX_BATCH) {
    return { status: 400, code: RPC.invalidRequest, message: `A batch holds 1 to ${MAX_BATCH} messages; this one holds ${parts.length}.` };
  }
  try {
    return parts.map((part) => parseJSONRPCMessage(part));
  } catch {
    return { status: 400, code: RPC.invalidRequest, message: 'The body is not a JSON-RPC 2.0 message.' };
  }
}

function repeatsAnId(messages: JSONRPCMessage[]): boolean {
  const ids = messages.flatMap((message) => (isJSONRPCRequest(message) ? [message.id] : []));
  return new Set(ids).size < ids.length;
}
