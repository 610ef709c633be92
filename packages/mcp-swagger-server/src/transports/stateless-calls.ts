import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CallToolResult, LOG_LEVEL_META_KEY, PROTOCOL_VERSION_META_KEY, SERVER_INFO_META_KEY } from '@modelcontextprotocol/server';
import { CallEnd } from '../upstream/exchange/call-end.js';
import { plainCall, type PlainCall } from '../mcp/plain-call.js';
import { type ProtocolServers, STATELESS_PROTOCOL_VERSION } from '../mcp/protocol-server.js';
import { AcceptedClients } from './accepted-clients.js';
import { accepts } from './accepts.js';
import { errorText, RPC } from './json-rpc-error.js';

/**
 * Answers the plain calls of the stateless era without the SDK, which would make a Server, a Request and a Response for each: that is three quarters
 * of what a call costs. It takes only what the SDK is known to accept, and leaves everything else to it.
 */
export class StatelessCalls {
  readonly #accepted = new AcceptedClients();

  constructor(private readonly servers: ProtocolServers) {}

  /** A request as a call that can be answered here when its envelope is accepted; undefined for anything else. */
  recognize(request: IncomingMessage, body: unknown): PlainCall | undefined {
    const { headers } = request;
    if (headers['mcp-protocol-version'] !== STATELESS_PROTOCOL_VERSION || headers['mcp-method'] !== 'tools/call' || headers['mcp-session-id'] !== undefined) return undefined;
    const call = plainCall(body);
    // Progress and logs are told on a stream, which the SDK opens.
    if (call === undefined || call.progressToken !== undefined || call.meta[LOG_LEVEL_META_KEY] !== undefined) return undefined;
    if (call.meta[PROTOCOL_VERSION_META_KEY] !== STATELESS_PROTOCOL_VERSION || headers['mcp-name'] !== call.name || call.name.startsWith('=?')) return undefined;
    if (!accepts(request, 'application/json') || !accepts(request, 'text/event-stream')) return undefined;
    return call;
  }

  /** Whether the SDK accepted what a client says of itself. */
  isAccepted(meta: Record<string, unknown>): boolean {
    return this.#accepted.has(meta);
  }

  /** The SDK accepted what a client says of itself. */
  accept(meta: Record<string, unknown>): void {
    this.#accepted.add(meta);
  }

  /** Answers a call that was recognized, and tells when that is over; false when its tool is not known or its user may have to be asked. */
  answer(call: PlainCall, sessionId: string, response: ServerResponse, onOver: () => void): boolean {
    const gone = new CallEnd();
    const result = this.servers.callDirectly(call, sessionId, { end: gone });
    if (result === undefined) return false;
    // Who closes the stream cancels the call (MCP 2026-07-28, Transports).
    response.on('close', () => {
      onOver();
      if (!response.writableFinished) gone.abort(new DOMException('The client closed the stream of its call', 'AbortError'));
    });
    result.then(
      (made) => write(response, 200, JSON.stringify({ result: this.#complete(made), jsonrpc: '2.0', id: call.id })),
      (error: unknown) => write(response, 500, errorText({ code: RPC.internal, message: error instanceof Error ? error.message : String(error) }, call.id)),
    );
    return true;
  }

  #complete(result: CallToolResult): Record<string, unknown> {
    const about = { [SERVER_INFO_META_KEY]: this.servers.serverInfo };
    return Object.assign(result, { resultType: 'complete', _meta: result._meta === undefined ? about : { ...result._meta, ...about } });
  }
}

function write(response: ServerResponse, status: number, body: string): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
}
