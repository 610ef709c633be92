import type { IncomingMessage, ServerResponse } from 'node:http';
import { classifyInboundRequest, PROTOCOL_VERSION_META_KEY } from '@modelcontextprotocol/server';
import { STATELESS_PROTOCOL_VERSION } from '../mcp/protocol-server.js';
import type { HttpProtocol } from './http-front.js';
import { answerError, refuseMethod, requestIdOf } from './json-rpc-error.js';
import { readJson } from './read-json.js';
import type { SessionRequests } from './session-requests.js';
import type { StatelessRequests } from './stateless-requests.js';

/** Streamable HTTP: one endpoint for both eras of MCP; a request says by its body and headers which one it belongs to. */
export class StreamableEndpoint implements HttpProtocol {
  readonly paths: readonly string[];

  constructor(
    path: string,
    private readonly sessions: SessionRequests,
    private readonly stateless: StatelessRequests,
  ) {
    this.paths = [path];
  }

  lasts({ method, headers }: IncomingMessage): boolean {
    return method === 'GET' || headers['mcp-method'] === 'subscriptions/listen';
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isStateless = protocolVersion(request) === STATELESS_PROTOCOL_VERSION;
    switch (request.method ?? '') {
      case 'POST':
        await this.#post(request, response);
        return;
      case 'GET':
        if (isStateless) refuseMethod(response, 'POST');
        else this.sessions.get(request, response);
        return;
      case 'DELETE':
        if (isStateless) refuseMethod(response, 'POST');
        else this.sessions.delete(request, response);
        return;
      default:
        refuseMethod(response, 'GET, POST, DELETE');
    }
  }

  async #post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const read = await readJson(request);
    if ('refusal' in read) {
      answerError(response, read.refusal);
      return;
    }
    const { body } = read;
    if (this.stateless.call(request, response, body)) return;
    if (!mayBeStateless(request, body)) {
      await this.sessions.post(request, response, body);
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
        if (route.classification.revision === STATELESS_PROTOCOL_VERSION) await this.stateless.post(request, response, body, route.message);
        else await this.stateless.pass(request, response, body);
        return;
      case 'legacy':
        await this.sessions.post(request, response, body);
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

function textHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}
