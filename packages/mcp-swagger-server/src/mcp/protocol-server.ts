import { type CallToolResult, type jsonSchemaValidator, type ListToolsResult, ProtocolError, ProtocolErrorCode, Server, type ServerContext, SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import type { Tool } from 'mcp-swagger-parser';
import { nearestName } from '../upstream/nearest-name.js';
import type { ToolCalls } from './tool-calls.js';
import { visibleTool } from './visible-tool.js';

/** The stateless revision that is served beside the ones with sessions. */
export const STATELESS_PROTOCOL_VERSION = '2026-07-28';

/** Clients may keep the list of tools for so long; it changes with the document only. */
const LIST_TTL_MS = 60_000;

/** What a server says of itself. */
export interface Identity {
  name: string;
  title?: string;
  version: string;
}

/** Finds the connection that a request came over. */
export type ConnectionOf = (context: ServerContext) => string | undefined;

/**
 * Our tools never ask their client for input, so there is nothing to validate. Without this each Server would build an Ajv of its own,
 * 20 kB a session.
 */
const noValidator: jsonSchemaValidator = {
  getValidator: () => () => ({ valid: false, data: undefined, errorMessage: 'This server asks for no input.' }),
};

/** Makes the protocol end of a connection; all of them share one list of tools. */
export class ProtocolServers {
  readonly #list: ListToolsResult;
  readonly #names: Set<string>;

  constructor(
    private readonly identity: Identity,
    tools: readonly Tool[],
    private readonly calls: ToolCalls,
  ) {
    this.#list = { tools: tools.map(visibleTool) };
    this.#names = new Set(tools.map(({ name }) => name));
  }

  /** One unconnected Server; a connection of the old era keeps it, a request of the new era throws it away. */
  create(connectionOf: ConnectionOf): Server {
    const server = new Server(this.identity, {
      capabilities: { tools: { listChanged: true } },
      jsonSchemaValidator: noValidator,
      cacheHints: { 'tools/list': { ttlMs: LIST_TTL_MS, cacheScope: 'private' } },
      supportedProtocolVersions: [...SUPPORTED_PROTOCOL_VERSIONS, STATELESS_PROTOCOL_VERSION],
    });
    server.setRequestHandler('tools/list', () => this.#list);
    server.setRequestHandler('tools/call', (request, context) => this.#call(request.params, context, connectionOf(context)));
    return server;
  }

  async #call(params: { name: string; arguments?: Record<string, unknown> | undefined }, context: ServerContext, sessionId: string | undefined): Promise<CallToolResult> {
    const { name, arguments: args = {} } = params;
    if (!this.#names.has(name)) {
      const near = nearestName(name, [...this.#names]);
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no tool ${JSON.stringify(name.slice(0, 200))}${near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`}`);
    }
    const { signal } = context.mcpReq;
    const progressToken = context.mcpReq._meta?.progressToken;
    const onProgress =
      progressToken === undefined
        ? undefined
        : (progress: { progress: number; total?: number; message?: string }): void => {
            // A client that went away cannot be told how far we are.
            context.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, ...progress } }).catch(() => {});
          };
    const { content, structuredContent, isError } = await this.calls.run({ tool: name, args, sessionId, signal, onProgress });
    return { content, ...(structuredContent === undefined ? {} : { structuredContent }), ...(isError === true ? { isError } : {}) };
  }
}
