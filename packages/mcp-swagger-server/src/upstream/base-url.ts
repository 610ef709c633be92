import type { LoadedDocument, OperationBinding, ServerBinding } from 'mcp-swagger-parser';
import { UpstreamError } from './upstream-error.js';

/** Where requests go: an origin, a path in front of the operation's own (no slash at its end), and what the query always holds. */
export interface BaseUrl {
  origin: string;
  hostname: string;
  path: string;
  query: string;
}

/** What the operator said about where the API is. */
export interface BaseUrlOptions {
  document: Pick<LoadedDocument, 'url'>;
  baseUrl?: string | undefined;
  serverVariables?: Record<string, string> | undefined;
}

/** The base of the document's operations: the operator's, else the first server. Throws UpstreamError when it cannot be known. */
export function documentBase(server: ServerBinding | undefined, options: BaseUrlOptions): BaseUrl {
  if (options.baseUrl !== undefined) return readBase(options.baseUrl, `The base URL ${JSON.stringify(options.baseUrl.replace(/\/\/[^/@]*@/, '//…@'))}`, true);
  return serverBase(server ?? { url: '/', variables: {} }, options.document.url, options.serverVariables ?? {});
}

/** The base of one operation: its own server, if it has one, else the document's. */
export function operationBase(operation: OperationBinding, base: () => BaseUrl, options: BaseUrlOptions): BaseUrl {
  const [own] = operation.servers;
  if (!operation.hasOwnServers || own === undefined) return base();
  // With a base URL of the operator's, a relative server is relative to that host: where the document came from says nothing any more.
  const home = options.baseUrl === undefined ? options.document.url : `${base().origin}/`;
  return serverBase(own, home, options.serverVariables ?? {});
}

/** Refuses server variables that no server has: a misspelt one would change nothing. */
export function checkServerVariables(servers: ServerBinding[], given: Record<string, string> = {}): void {
  const known = new Set(servers.flatMap(({ url, variables }) => [...Object.keys(variables), ...[...url.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? '')]));
  for (const name of Object.keys(given)) {
    if (known.has(name)) continue;
    const names = known.size === 0 ? 'the document has none' : `it has ${[...known].join(', ')}`;
    throw new UpstreamError('SERVER_VARIABLE', `The document has no server variable ${JSON.stringify(name)}; ${names}.`);
  }
}

function serverBase(server: ServerBinding, documentUrl: string | undefined, given: Record<string, string>): BaseUrl {
  const filled = server.url.replaceAll(/\{([^{}]+)\}/g, (_whole, name: string) => variableValue(name, server, given));
  const home = documentUrl?.startsWith('http') === true ? documentUrl : undefined;
  const absolute = filled.startsWith('//') && home === undefined ? `https:${filled}` : filled;
  if (!URL.canParse(absolute, home)) {
    throw new UpstreamError('BASE_URL', `The document says that its server is ${JSON.stringify(server.url)}, and it has no address of its own to resolve that against; give the base URL of the API.`);
  }
  return readBase(new URL(absolute, home).href, `The server ${JSON.stringify(server.url)}`, false);
}

function variableValue(name: string, server: ServerBinding, given: Record<string, string>): string {
  const declared = Object.hasOwn(server.variables, name) ? server.variables[name] : undefined;
  const value = Object.hasOwn(given, name) ? given[name] : (declared?.default ?? declared?.enum?.[0]);
  if (value === undefined) throw new UpstreamError('SERVER_VARIABLE', `The server ${server.url} needs a value for {${name}}; give the server variable ${name}.`);
  if (declared?.enum !== undefined && Object.hasOwn(given, name) && !declared.enum.includes(value)) {
    throw new UpstreamError('SERVER_VARIABLE', `The server variable ${name} cannot be ${JSON.stringify(value)}; expected one of ${declared.enum.join(', ')}.`);
  }
  return value;
}

function readBase(text: string, what: string, isTyped: boolean): BaseUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new UpstreamError('BASE_URL', `${what} is not one that can be called; expected http://… or https://….`);
  }
  if (isTyped && url.username !== '') throw new UpstreamError('BASE_URL', `${what} holds a user name; give it as basic authentication instead.`);
  return { origin: url.origin, hostname: url.hostname, path: url.pathname.replace(/\/+$/, ''), query: url.search.slice(1) };
}
