import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import { classifyInboundRequest, isJsonContentType, PROTOCOL_VERSION_META_KEY } from '@modelcontextprotocol/server';
import { STATELESS_PROTOCOL_VERSION } from '../mcp/protocol-server.js';
import type { HostCheck } from './host-check.js';
import { answerError, requestIdOf, RPC } from './json-rpc-error.js';
import { readJson } from './read-json.js';
import type { SessionRequests } from './session-requests.js';
import type { StatelessRequests } from './stateless-requests.js';

export interface EndpointParts {
  /** The path, such as `/mcp`. */
  path: string;
  hostCheck: HostCheck;
  sessions: SessionRequests;
  stateless: StatelessRequests;
  /** Sockets beyond it are dropped by Node before they cost anything. */
  maxSockets: number;
  onError(error: unknown): void;
}

/** Longer than the pause that most clients keep an idle socket for, so that it is the client who closes. */
const KEEP_ALIVE_MS = 65_000;

/** One HTTP endpoint for both eras of MCP; a request says by its body and headers which one it belongs to. */
export class HttpEndpoint {
  readonly server: HttpServer;
  #draining = false;

  constructor(private readonly parts: EndpointParts) {
    this.server = createServer({ keepAlive: true, keepAliveInitialDelay: 30_000, keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true }, (request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        // A client that hangs up while we read is no error of ours.
        if (request.destroyed && !request.complete) return;
        parts.onError(error);
        answerError(response, { status: 500, code: RPC.internal, message: 'Internal server error.' });
      });
    });
    this.server.maxConnections = parts.maxSockets;
  }

  /** From now on new work is refused; what is under way goes on. */
  drain(): void {
    this.#draining = true;
    this.server.close();
    this.server.closeIdleConnections();
  }

  /** Ends every socket. */
  close(): void {
    this.drain();
    this.server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const foreign = this.parts.hostCheck.refuse(request);
    if (foreign !== undefined) {
      answerError(response, { status: 403, code: RPC.refused, message: foreign, headers: { Connection: 'close' } });
      return;
    }
    allowPage(request, response);
    if (pathOf(request) !== this.parts.path) {
      answerError(response, { status: 404, code: RPC.refused, message: `There is nothing here; the MCP endpoint is ${this.parts.path}.` });
      return;
    }
    if (this.#draining) {
      answerError(response, { status: 503, code: RPC.refused, message: 'This server is stopping.', headers: { Connection: 'close' } });
      return;
    }
    switch (request.method ?? '') {
      case 'POST':
        await this.#post(request, response);
        return;
      case 'GET':
        if (protocolVersion(request) === STATELESS_PROTOCOL_VERSION) refuseMethod(response, 'POST');
        else this.parts.sessions.get(request, response);
        return;
      case 'DELETE':
        if (protocolVersion(request) === STATELESS_PROTOCOL_VERSION) refuseMethod(response, 'POST');
        else this.parts.sessions.delete(request, response);
        return;
      case 'OPTIONS':
        response.writeHead(204, { Allow: 'GET, POST, DELETE, OPTIONS' }).end();
        return;
      default:
        refuseMethod(response, 'GET, POST, DELETE');
    }
  }

  async #post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isJsonContentType(request.headers['content-type'])) {
      answerError(response, { status: 415, code: RPC.refused, message: 'The Content-Type must be application/json.', headers: { Connection: 'close' } });
      return;
    }
    const read = await readJson(request);
    if ('refusal' in read) {
      answerError(response, read.refusal);
      return;
    }
    const { body } = read;
    if (!mayBeStateless(request, body)) {
      await this.parts.sessions.post(request, response, body);
      return;
    }
    const route = classifyInboundRequest({
      httpMethod: 'POST',
      protocolVersionHeader: textHeader(request, 'mcp-protocol-version'),
      mcpMethodHeader: textHeader(request, 'mcp-method'),
      mcpNameHeader: textHeader(request, 'mcp-name'),
      body,
    });
    switch (route.kind) {
      case 'modern':
        if (route.classification.revision === STATELESS_PROTOCOL_VERSION) await this.parts.stateless.post(request, response, body, route.message);
        else await this.parts.stateless.pass(request, response, body);
        return;
      case 'legacy':
        await this.parts.sessions.post(request, response, body);
        return;
      case 'reject':
        answerError(response, { status: route.httpStatus, code: route.code, message: route.message, data: route.data }, requestIdOf(body));
    }
  }
}

/** Classifying costs as much as a whole call, and most requests show at a glance that they belong to a session. */
function mayBeStateless(request: IncomingMessage, body: unknown): boolean {
  const version = protocolVersion(request);
  if ((version !== undefined && version >= STATELESS_PROTOCOL_VERSION) || request.headers['mcp-session-id'] === undefined || Array.isArray(body)) return true;
  if (typeof body !== 'object' || body === null || !('params' in body)) return false;
  const { params } = body;
  if (typeof params !== 'object' || params === null || !('_meta' in params)) return false;
  const { _meta: meta } = params;
  return typeof meta === 'object' && meta !== null && PROTOCOL_VERSION_META_KEY in meta;
}

function protocolVersion(request: IncomingMessage): string | undefined {
  return textHeader(request, 'mcp-protocol-version')?.trim();
}

function refuseMethod(response: ServerResponse, allow: string): void {
  answerError(response, { status: 405, code: RPC.refused, message: `The method is not allowed here; use ${allow}.`, headers: { Allow: allow } });
}

function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

function textHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** A page that passed the host check may read our answers (CORS). */
function allowPage(request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', 'Mcp-Session-Id');
  response.setHeader('Vary', 'Origin');
  if (request.method !== 'OPTIONS') return;
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, DELETE');
  response.setHeader('Access-Control-Allow-Headers', request.headers['access-control-request-headers'] ?? '*');
  response.setHeader('Access-Control-Max-Age', '600');
}
