import type { DocumentFacts } from '../../model/document-facts.js';
import type { Auth } from 'mcp-swagger-ipc';
import type { OutgoingPolicy, Tool, Warning } from 'mcp-swagger-parser';
import { assembleRequest } from './assemble-request.js';
import { documentBase, operationBase } from './base-url.js';
import type { BaseUrl } from './base-url.js';
import { credentialOrigins } from '../credentials/credential-origins.js';
import { Credentials } from '../credentials/credentials.js';
import type { Credential } from '../credentials/credentials.js';
import type { HttpRequest } from './http-request.js';
import { maskedCredentials, maskedHeaders, maskedQuery } from '../credentials/mask-secrets.js';
import type { OAuthTokens } from '../credentials/oauth-token.js';
import { placeCredentials } from '../credentials/place-credentials.js';
import { passedHeaders } from './passed-headers.js';
import { refusedServers } from './refused-servers.js';
import { securityWarnings } from '../credentials/security-warnings.js';
import type { DeepObjectLists } from './serialize-value.js';
import { checkServerVariables } from './server-variables.js';
import { untilAborted } from '../exchange/until-aborted.js';
import { UpstreamError } from '../upstream-error.js';
import { ArgumentValidator } from '../arguments/validate-arguments.js';

/** What requests are made of. */
export interface RequestOptions {
  document: DocumentFacts;
  tools: Tool[];
  /** Where the API is; without it, the document's first server. */
  baseUrl?: string;
  serverVariables?: Record<string, string>;
  /** Sent with every request to the base's origin and those of `credentialOrigins`, and to no other. */
  headers?: Record<string, string>;
  /** Used for every security scheme of its kind. */
  auth?: Auth;
  /** By the name of the security scheme; wins over `auth`. */
  credentials?: Record<string, Auth>;
  /** Origins that get the headers and credentials as well as the base's own. */
  credentialOrigins?: string[];
  /** How lists inside deepObject parameters are written; `repeat` unless told otherwise. */
  deepObjectLists?: DeepObjectLists;
}

/** A request that is ready to be sent. */
export interface Prepared {
  request: HttpRequest;
  /** The upstream did not accept who we are: whether trying again with another token may help. */
  onUnauthorized: () => Promise<boolean>;
}

/** Makes requests out of tools and arguments. */
export interface RequestMaker {
  warnings: Warning[];
  /** True for the origins that may see credentials and the operator's headers. */
  isTrusted: (origin: string) => boolean;
  /** Query parameters that hold what is the operator's. */
  secretNames(tool: Tool): Set<string>;
  /** The arguments as they are sent. Throws UpstreamError that says what was expected. */
  validate(tool: Tool, args: Record<string, unknown>): Record<string, unknown>;
  /** The request of valid arguments with secrets masked; asks nobody for a token. Throws UpstreamError when it could not be sent. */
  show(tool: Tool, args: Record<string, unknown>): HttpRequest;
  /** The request of valid arguments, without credentials. Throws UpstreamError. */
  bare(tool: Tool, args: Record<string, unknown>): HttpRequest;
  /** The request of valid arguments as it is sent. Rejects with UpstreamError. */
  prepare(tool: Tool, args: Record<string, unknown>, signal: AbortSignal): Promise<Prepared>;
}

/** Throws UpstreamError when the configuration cannot work for this document. */
export function createRequestMaker(options: RequestOptions, tokens: OAuthTokens, policy: OutgoingPolicy): RequestMaker {
  const { tools, headers = {}, deepObjectLists = 'repeat' } = options;
  if (options.baseUrl === undefined) checkServerVariables(tools.flatMap(({ operation }) => operation.servers), options.serverVariables);
  const documentServers = tools.find(({ operation }) => !operation.hasOwnServers)?.operation.servers;
  const base = once(() => documentBase(documentServers ?? [], options));
  // A base that some tool needs and that cannot be known is told now, not at the first call.
  if (documentServers !== undefined || options.baseUrl !== undefined) base();
  const baseOf = (tool: Tool): BaseUrl => operationBase(tool.operation, base, options);
  const isTrusted = credentialOrigins(base, options.credentialOrigins);
  const credentials = new Credentials(options);
  const validator = new ArgumentValidator();

  const credentialsFor = (tool: Tool, target: BaseUrl): Credential[] => (isTrusted(target.origin) ? credentials.for(tool) : []);
  const assemble = (tool: Tool, args: Record<string, unknown>, target: BaseUrl, given: Credential[], own: Record<string, string>): HttpRequest => {
    const placed = placeCredentials(given);
    const operator = { ...placed, headers: isTrusted(target.origin) ? { ...own, ...placed.headers } : {} };
    return assembleRequest(tool, args, target, operator, deepObjectLists);
  };

  return {
    warnings: [...refusedServers(tools, baseOf, policy), ...securityWarnings(tools, credentials)],
    isTrusted,
    secretNames(tool) {
      const target = baseOf(tool);
      const names = credentialsFor(tool, target).flatMap((one) => (one.in === 'query' ? [one.name] : []));
      return new Set([...names, ...new URLSearchParams(target.query).keys()]);
    },
    validate: (tool, args) => validator.validate(tool, args),
    bare: (tool, args) => assemble(tool, args, baseOf(tool), [], {}),
    show(tool, args) {
      const target = baseOf(tool);
      const shown = { ...target, query: maskedQuery(target.query) };
      return assemble(tool, args, shown, maskedCredentials(credentialsFor(tool, target)), maskedHeaders(headers));
    },
    async prepare(tool, args, signal) {
      const target = baseOf(tool);
      const fetched: string[] = [];
      const known = credentialsFor(tool, target);
      if (!known.some((credential) => credential.in === 'token')) return { request: assemble(tool, args, target, known, withPassed(headers)), onUnauthorized: NOTHING_TO_FORGET };
      const given = await Promise.all(
        known.map(async (credential): Promise<Credential> => {
          if (credential.in !== 'token') return credential;
          const token = await tokenWithin(tokens.get(credential.source, target), signal);
          fetched.push(token);
          return { in: 'header', name: 'authorization', value: `Bearer ${token}` };
        }),
      );
      return {
        request: assemble(tool, args, target, given, withPassed(headers)),
        onUnauthorized: async () => {
          await Promise.all(fetched.map(async (token) => await tokens.forget(token)));
          return fetched.length > 0;
        },
      };
    },
  };
}

/** The operator's headers, and those of the client that he lets pass; his own word is final. */
function withPassed(headers: Record<string, string>): Record<string, string> {
  const passed = passedHeaders();
  return passed === undefined ? headers : { ...passed, ...headers };
}

/** Credentials that were typed do not get better by being sent again. */
const NOTHING_TO_FORGET = (): Promise<boolean> => Promise.resolve(false);

/** Others may wait for the same token, so only the waiting ends. */
async function tokenWithin(token: Promise<string>, signal: AbortSignal): Promise<string> {
  try {
    return await untilAborted(token, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new UpstreamError('TOKEN', 'The call ended while it waited for an access token; nothing was sent.', { cause: error });
  }
}

function once<T>(compute: () => T): () => T {
  let kept: { value: T } | undefined;
  return () => (kept ??= { value: compute() }).value;
}
