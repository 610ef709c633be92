import type { Agent } from 'undici';
import type { BaseUrl } from '../request/base-url.js';
import { basicAuthorization } from './basic-authorization.js';
import type { TokenSource } from './credentials.js';
import { fetchJson } from './fetch-json.js';
import { shownUrl } from '../request/http-request.js';
import { tokenEndpoint } from './token-endpoint.js';
import { UpstreamError } from '../upstream-error.js';

// A token that ends while the request is under way is of no use.
const MARGIN_MS = 30_000;
const DEFAULT_LIFETIME_MS = 300_000;

interface Token {
  value: string;
  endsAt: number;
}

type ClientAuthentication = 'basic' | 'post';

/** Fetches and keeps access tokens (OAuth 2.0 client credentials, RFC 6749 section 4.4), one fetch at a time for each client. */
export class OAuthTokens {
  readonly #tokens = new Map<string, Promise<Token>>();
  /** How a token endpoint wants clients to prove themselves, once it is known. */
  readonly #methods = new Map<string, ClientAuthentication>();

  constructor(
    private readonly dispatcher: Agent,
    private readonly timeoutMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** An access token that is still good for a while. Rejects with UpstreamError. */
  async get(source: TokenSource, home: Pick<BaseUrl, 'origin' | 'path'>): Promise<string> {
    const key = JSON.stringify([source.tokenUrl, source.metadataUrl, source.auth.clientId, source.auth.scopes]);
    const kept = this.#tokens.get(key);
    if (kept !== undefined) {
      const token = await kept;
      if (token.endsAt > this.now()) return token.value;
      if (this.#tokens.get(key) === kept) this.#tokens.delete(key);
    }
    // Whoever comes while it is being fetched waits for the same one.
    const fetching = this.#tokens.get(key) ?? this.#fetch(source, home);
    this.#tokens.set(key, fetching);
    try {
      return (await fetching).value;
    } catch (error) {
      if (this.#tokens.get(key) === fetching) this.#tokens.delete(key);
      throw error;
    }
  }

  /** The upstream refused this token: it is fetched anew, unless somebody already did. */
  async forget(value: string): Promise<void> {
    for (const [key, kept] of this.#tokens) {
      const token = await kept.catch(() => undefined);
      if (token?.value === value && this.#tokens.get(key) === kept) this.#tokens.delete(key);
    }
  }

  async #fetch(source: TokenSource, home: Pick<BaseUrl, 'origin' | 'path'>): Promise<Token> {
    const { dispatcher, timeoutMs } = this;
    const endpoint = await tokenEndpoint(source, home, async (url) => await fetchJson({ method: 'GET', url, headers: {} }, { dispatcher, timeoutMs, purpose: 'asked where tokens are' }));
    const chosen = source.auth.clientAuthentication ?? this.#methods.get(endpoint.url) ?? endpoint.method;
    let method = chosen ?? 'basic';
    let answer = await this.#ask(endpoint.url, source, method);
    if (chosen === undefined && (answer.status === 401 || answer.json['error'] === 'invalid_client')) {
      method = 'post';
      answer = await this.#ask(endpoint.url, source, method);
    }
    const value = answer.json['access_token'];
    if (answer.status < 200 || answer.status > 299 || typeof value !== 'string' || value === '') {
      const { error } = answer.json;
      throw new UpstreamError('TOKEN', `${shownUrl(endpoint.url)} gave no access token: status ${answer.status}${typeof error === 'string' ? ` (${error.slice(0, 100)})` : ''}.`);
    }
    this.#methods.set(endpoint.url, method);
    const seconds = Number(answer.json['expires_in']);
    const lifetimeMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : DEFAULT_LIFETIME_MS;
    return { value, endsAt: this.now() + Math.max(lifetimeMs - MARGIN_MS, lifetimeMs / 2) };
  }

  async #ask(url: string, { auth }: TokenSource, method: ClientAuthentication): Promise<{ status: number; json: Record<string, unknown> }> {
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (auth.scopes !== undefined && auth.scopes.length > 0) form.set('scope', auth.scopes.join(' '));
    const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' };
    if (method === 'post') {
      form.set('client_id', auth.clientId);
      form.set('client_secret', auth.clientSecret);
    } else {
      headers['authorization'] = basicAuthorization(auth.clientId, auth.clientSecret);
    }
    const limits = { dispatcher: this.dispatcher, timeoutMs: this.timeoutMs, purpose: 'asked for an access token' };
    return await fetchJson({ method: 'POST', url, headers, body: form.toString() }, limits);
  }
}
