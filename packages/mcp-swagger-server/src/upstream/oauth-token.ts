import type { Agent } from 'undici';
import { isObject, readBody } from 'mcp-swagger-parser';
import type { OAuth2 } from './credentials.js';
import { cutUrl, shownUrl } from './http-request.js';
import { UpstreamError } from './upstream-error.js';

const MOST_BYTES = 256 * 1024;
// A token that ends while the request is under way is of no use.
const MARGIN_MS = 30_000;
const DEFAULT_LIFETIME_MS = 300_000;

interface Token {
  value: string;
  endsAt: number;
}

/** Fetches and keeps access tokens (OAuth 2.0 client credentials, RFC 6749 section 4.4), one fetch at a time for each client. */
export class OAuthTokens {
  readonly #tokens = new Map<string, Promise<Token>>();

  constructor(
    private readonly dispatcher: Agent,
    private readonly timeoutMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** An access token that is still good for a while. Rejects with UpstreamError. */
  async get(auth: OAuth2, tokenUrl: string | undefined): Promise<string> {
    if (tokenUrl === undefined) throw new UpstreamError('TOKEN', 'There is no token URL: the document declares no client credentials flow; give tokenUrl.');
    const key = JSON.stringify([tokenUrl, auth.clientId, auth.scopes]);
    const kept = this.#tokens.get(key);
    if (kept !== undefined) {
      const token = await kept;
      if (token.endsAt > this.now()) return token.value;
      if (this.#tokens.get(key) === kept) this.#tokens.delete(key);
    }
    // Whoever comes while it is being fetched waits for the same one.
    const fetching = this.#tokens.get(key) ?? this.#fetch(auth, tokenUrl);
    this.#tokens.set(key, fetching);
    try {
      return (await fetching).value;
    } catch (error) {
      if (this.#tokens.get(key) === fetching) this.#tokens.delete(key);
      throw error;
    }
  }

  /** The upstream refused a token: they are fetched anew next time. Gives whether there was one. */
  forget(): boolean {
    const hadAny = this.#tokens.size > 0;
    this.#tokens.clear();
    return hadAny;
  }

  async #fetch(auth: OAuth2, tokenUrl: string): Promise<Token> {
    const { origin, path } = cutUrl(tokenUrl);
    if (origin === '') throw new UpstreamError('TOKEN', `The token URL ${JSON.stringify(tokenUrl)} is not one that can be called; expected https://….`);
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (auth.scopes !== undefined && auth.scopes.length > 0) form.set('scope', auth.scopes.join(' '));
    const encoded = (text: string): string => new URLSearchParams({ x: text }).toString().slice(2);
    const client = Buffer.from(`${encoded(auth.clientId)}:${encoded(auth.clientSecret)}`).toString('base64');
    const response = await this.dispatcher.request({
      origin,
      path,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json', authorization: `Basic ${client}` },
      body: form.toString(),
      signal: AbortSignal.timeout(this.timeoutMs),
    });
    const encoding = response.headers['content-encoding'];
    const text = (await readBody(response.body, typeof encoding === 'string' ? encoding : undefined, MOST_BYTES)).toString('utf8');
    const answer = parseAnswer(text);
    const value = answer['access_token'];
    if (response.statusCode !== 200 || typeof value !== 'string' || value === '') {
      const reason = typeof answer['error'] === 'string' ? ` (${answer['error'].slice(0, 100)})` : '';
      throw new UpstreamError('TOKEN', `${shownUrl(tokenUrl)} gave no access token: status ${response.statusCode}${reason}.`);
    }
    const seconds = Number(answer['expires_in']);
    const lifetimeMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : DEFAULT_LIFETIME_MS;
    return { value, endsAt: this.now() + Math.max(lifetimeMs - MARGIN_MS, lifetimeMs / 2) };
  }
}

function parseAnswer(text: string): Record<string, unknown> {
  try {
    const answer: unknown = JSON.parse(text);
    return isObject(answer) ? answer : {};
  } catch {
    return {};
  }
}
