import type { BaseUrl } from '../request/base-url.js';
import type { TokenSource } from './credentials.js';
import { shownUrl } from '../request/http-request.js';
import { UpstreamError } from '../upstream-error.js';

/** Where tokens are asked for, and how the client proves itself there if that is known. */
export interface TokenEndpoint {
  url: string;
  method?: 'basic' | 'post';
}

type Home = Pick<BaseUrl, 'origin' | 'path'>;

/**
 * The token endpoint of a scheme: the operator's, the document's, or the one that its metadata names (OpenID Connect Discovery 1.0, RFC 8414).
 * Only the operator's may be without TLS on another origin than the API's. Rejects with UpstreamError.
 */
export async function tokenEndpoint(source: TokenSource, home: Home, fetchMetadata: (url: string) => Promise<{ status: number; json: Record<string, unknown> }>): Promise<TokenEndpoint> {
  if (source.tokenUrl !== undefined) {
    return { url: source.isTokenUrlTyped ? source.tokenUrl : safeAddress(source.tokenUrl, home, 'wants the client secret at') };
  }
  if (source.metadataUrl === undefined) throw new UpstreamError('TOKEN', 'There is no token URL: the document declares none for client credentials; give tokenUrl.');
  const url = safeAddress(source.metadataUrl, home, 'says what is needed for tokens at');
  const { status, json } = await fetchMetadata(url);
  const endpoint = json['token_endpoint'];
  if (status !== 200 || typeof endpoint !== 'string') {
    throw new UpstreamError('TOKEN', `${shownUrl(url)} (status ${status}) names no token endpoint; give tokenUrl.`);
  }
  const methods = json['token_endpoint_auth_methods_supported'];
  const takesPostOnly = Array.isArray(methods) && methods.includes('client_secret_post') && !methods.includes('client_secret_basic');
  const isBeside = URL.canParse(endpoint) && new URL(endpoint).origin === new URL(url).origin;
  return { url: isBeside ? endpoint : safeAddress(endpoint, home, 'wants the client secret at'), ...(takesPostOnly ? { method: 'post' } : {}) };
}

/** An address that the document names, relative ones resolved against the API's base. */
function safeAddress(address: string, home: Home, what: string): string {
  const base = `${home.origin}${home.path}/`;
  const url = URL.canParse(address, base) ? new URL(address, base) : undefined;
  if (url !== undefined && (url.protocol === 'https:' || url.origin === home.origin)) return url.href;
  throw new UpstreamError('TOKEN', `The document ${what} ${shownUrl(address)}, which is not https; give the token URL yourself if that is right.`);
}
