import type { Auth } from 'mcp-swagger-ipc';
import { createDispatcher } from 'mcp-swagger-parser';
import type { LoadedDocument, OutgoingPolicy, Tool } from 'mcp-swagger-parser';
import { assembleRequest } from './assemble-request.js';
import { checkServerVariables, documentBase, operationBase } from './base-url.js';
import type { BaseUrl } from './base-url.js';
import { callOperation } from './call-operation.js';
import { Credentials, placeCredentials } from './credentials.js';
import type { Credential } from './credentials.js';
import { shownUrl } from './http-request.js';
import type { HttpRequest } from './http-request.js';
import { maskedCredentials, maskedHeaders } from './mask-secrets.js';
import { OAuthTokens } from './oauth-token.js';
import type { DeepObjectLists } from './serialize-value.js';
import type { CallProgress, ToolCallResult } from './tool-call-result.js';
import { UpstreamError } from './upstream-error.js';
import { ArgumentValidator } from './validate-arguments.js';

/** What an upstream is made of. */
export interface UpstreamOptions {
  document: LoadedDocument;
  tools: Tool[];
  /** Where the API is; without it, the document's first server. */
  baseUrl?: string;
  serverVariables?: Record<string, string>;
  /** Sent with every request to the base's origin, and to no other. */
  headers?: Record<string, string>;
  /** Used for every security scheme of its kind. */
  auth?: Auth;
  /** By the name of the security scheme; wins over `auth`. */
  credentials?: Record<string, Auth>;
  outgoing: OutgoingPolicy;
  /** For a whole call, retries included. */
  timeoutMs: number;
  maxResponseBytes: number;
  retries: number;
  /** How lists inside deepObject parameters are written; `repeat` unless told otherwise. */
  deepObjectLists?: DeepObjectLists;
}

/** The API behind the tools. */
export interface Upstream {
  /** The request that a call would send, with secrets masked. Throws UpstreamError when it could not be sent. */
  buildRequest(toolName: string, args: Record<string, unknown>): HttpRequest;
  /** Calls a tool. Everything that goes wrong is a result with `isError`; it rejects never. */
  call(toolName: string, args: Record<string, unknown>, options?: { signal?: AbortSignal; onProgress?: (progress: CallProgress) => void }): Promise<ToolCallResult>;
  /** Ends open connections; calls under way fail. */
  close(): Promise<void>;
}

/** Connects tools to their API. Throws UpstreamError when the configuration cannot work for this document. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const tools = new Map(options.tools.map((tool) => [tool.name, tool]));
  const servers = options.tools.flatMap(({ operation }) => operation.servers);
  if (options.baseUrl === undefined) checkServerVariables(servers, options.serverVariables);
  const documentServer = options.tools.find(({ operation }) => !operation.hasOwnServers)?.operation.servers[0];
  const base = once(() => documentBase(documentServer, options));
  // A base that some tool needs and that cannot be known is told now, not at the first call.
  if (documentServer !== undefined || options.baseUrl !== undefined) base();
  const baseOf = (tool: Tool): BaseUrl => operationBase(tool.operation, base, options);

  const credentials = new Credentials(options);
  const validator = new ArgumentValidator();
  const dispatcher = createDispatcher(withOwnHosts(options), 'derived', { connectTimeoutMs: options.timeoutMs });
  const tokens = new OAuthTokens(dispatcher, options.timeoutMs);
  const deepObjectLists = options.deepObjectLists ?? 'repeat';

  /** Other origins than the base's get nothing of the operator's. */
  const isHome = (target: BaseUrl): boolean => {
    try {
      return target.origin === base().origin;
    } catch {
      return false;
    }
  };
  const assemble = (tool: Tool, args: Record<string, unknown>, given: Credential[], headers: Record<string, string>): HttpRequest => {
    const target = baseOf(tool);
    const placed = placeCredentials(isHome(target) ? given : []);
    const operator = { ...placed, headers: isHome(target) ? { ...headers, ...placed.headers } : {} };
    return assembleRequest(tool, args, target, operator, deepObjectLists);
  };
  const find = (name: string): Tool => {
    const tool = tools.get(name);
    if (tool === undefined) throw new UpstreamError('TOOL_UNKNOWN', `There is no tool ${JSON.stringify(name)}.`);
    return tool;
  };

  return {
    buildRequest(toolName, args) {
      const tool = find(toolName);
      return assemble(tool, validator.validate(tool, args), maskedCredentials(credentials.for(tool)), maskedHeaders(options.headers ?? {}));
    },
    async call(toolName, args, callOptions = {}) {
      return await callOperation({
        ...callOptions,
        find: () => find(toolName),
        prepare: async (tool) => {
          const valid = validator.validate(tool, args);
          const given = isHome(baseOf(tool)) ? await Promise.all(credentials.for(tool).map(async (one) => await withToken(one, tokens, base().origin))) : [];
          return assemble(tool, valid, given, options.headers ?? {});
        },
        onUnauthorized: () => tokens.forget(),
        dispatcher,
        timeoutMs: options.timeoutMs,
        maxResponseBytes: options.maxResponseBytes,
        retries: options.retries,
      });
    },
    async close() {
      await dispatcher.destroy();
    },
  };
}

async function withToken(credential: Credential, tokens: OAuthTokens, home: string): Promise<Credential> {
  if (credential.in !== 'token') return credential;
  const { tokenUrl, isTokenUrlTyped } = credential;
  if (tokenUrl !== undefined && !isTokenUrlTyped && !tokenUrl.startsWith('https://') && !tokenUrl.startsWith(`${home}/`)) {
    throw new UpstreamError('TOKEN', `The document wants the client secret at ${shownUrl(tokenUrl)}, which is not https; give the token URL yourself if that is right.`);
  }
  return { in: 'header', name: 'authorization', value: `Bearer ${await tokens.get(credential.auth, credential.tokenUrl)}` };
}

/** What the operator typed is the operator's own: the base URL, the token URL and the host of the document. */
function withOwnHosts({ outgoing, baseUrl, document, auth }: UpstreamOptions): OutgoingPolicy {
  if (outgoing.trustTyped === false) return outgoing;
  const typed = [baseUrl, document.typedUrl, auth?.type === 'oauth2' ? auth.tokenUrl : undefined];
  const hosts = typed.flatMap((url) => (url !== undefined && /^https?:/.test(url) && URL.canParse(url) ? [new URL(url).hostname] : []));
  return { ...outgoing, operatorHosts: [...outgoing.operatorHosts, ...hosts] };
}

function once<T>(compute: () => T): () => T {
  let kept: { value: T } | undefined;
  return () => (kept ??= { value: compute() }).value;
}
