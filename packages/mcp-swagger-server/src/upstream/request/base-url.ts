import type { DocumentFacts } from '../../model/document-facts.js';
import type { OperationBinding, ServerBinding } from 'mcp-swagger-parser';
import { fillVariables } from './server-variables.js';
import { UpstreamError } from '../upstream-error.js';

/** Where requests go: an origin, a path in front of the operation's own (no slash at its end), and what the query always holds. */
export interface BaseUrl {
  origin: string;
  hostname: string;
  path: string;
  query: string;
}

/** What the operator said about where the API is. */
export interface BaseUrlOptions {
  document: Pick<DocumentFacts, 'url'> & Partial<Pick<DocumentFacts, 'version'>>;
  baseUrl?: string | undefined;
  serverVariables?: Record<string, string> | undefined;
}

/** The base of the document's operations: the operator's, else one of the document's servers. Throws UpstreamError when it cannot be known. */
export function documentBase(servers: ServerBinding[], options: BaseUrlOptions): BaseUrl {
  if (options.baseUrl !== undefined) return readBase(options.baseUrl, `The base URL ${JSON.stringify(options.baseUrl.replace(/\/\/[^/@]*@/, '//…@'))}`, true);
  return serverBase(servers, options.document, options.serverVariables ?? {});
}

/** The base of one operation: its own server, if it has one, else the document's. */
export function operationBase(operation: OperationBinding, base: () => BaseUrl, options: BaseUrlOptions): BaseUrl {
  if (!operation.hasOwnServers || operation.servers.length === 0) return base();
  // With a base URL of the operator's, a relative server is relative to that host: where the document came from says nothing any more.
  const home = options.baseUrl === undefined ? options.document : { url: `${base().origin}/` };
  return serverBase(operation.servers, home, options.serverVariables ?? {});
}

/**
 * The first server that can be called over HTTP. When it is there with and without TLS, the one with TLS; but a Swagger 2.0 document with
 * `schemes: [http, https]` that itself came from that host without TLS is taken at its word, for its order says nothing.
 */
function serverBase(servers: ServerBinding[], { url: documentUrl, version }: BaseUrlOptions['document'], given: Record<string, string>): BaseUrl {
  const home = documentUrl?.startsWith('http') === true ? documentUrl : undefined;
  const first = servers.find(({ url }) => !/^(?!https?:)[a-z][a-z\d+.-]*:\/\//i.test(url)) ?? servers[0] ?? { url: '/', variables: {} };
  const base = resolveServer(first, home, given);
  const isSecure = base.origin.startsWith('https:');
  const isFromHere = home?.startsWith('http:') === true && new URL(home).host === new URL(base.origin).host;
  if (isSecure ? !isFromHere || version !== '2.0' : isFromHere) return base;
  const bare = (url: string): string => url.replace(/^https?:/i, '');
  const twin = servers.find(({ url }) => url !== first.url && (isSecure ? /^http:/i : /^https:/i).test(url) && bare(url) === bare(first.url));
  return twin === undefined ? base : resolveServer(twin, home, given);
}

function resolveServer(server: ServerBinding, home: string | undefined, given: Record<string, string>): BaseUrl {
  const filled = fillVariables(server, given);
  const absolute = filled.startsWith('//') && home === undefined ? `https:${filled}` : filled;
  if (!URL.canParse(absolute, home)) {
    throw new UpstreamError('BASE_URL', `The document says that its server is ${JSON.stringify(server.url)}, and it has no address of its own to resolve that against; give the base URL of the API.`);
  }
  return readBase(new URL(absolute, home).href, `The server ${JSON.stringify(server.url)}`, false);
}

function readBase(text: string, what: string, isTyped: boolean): BaseUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new UpstreamError('BASE_URL', `${what} is not one that can be called; expected http://… or https://….`);
  }
  if (isTyped && (url.username !== '' || url.password !== '')) throw new UpstreamError('BASE_URL', `${what} holds a user name; give it as basic authentication instead.`);
  return { origin: url.origin, hostname: url.hostname, path: url.pathname.replace(/\/+$/, ''), query: url.search.slice(1) };
}
