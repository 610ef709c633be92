import type { Access } from 'mcp-swagger-ipc';
import type { Agent } from 'undici';
import { ServerError } from '../server-error.js';
import { basicAuthorization } from '../upstream/credentials/basic-authorization.js';
import { fetchJson } from '../upstream/credentials/fetch-json.js';
import type { Caller } from './caller.js';
import type { Denial } from './denial.js';
import { readIntrospection } from './read-introspection.js';
import type { TokenRules } from './verify-token.js';

const TIMEOUT_MS = 5_000;

/** So many tokens are asked about at once: a flood of wrong ones must not become a flood at the issuer. */
const MOST_ASKING = 64;

/** A token that was refused is not asked about again for so long. */
const REFUSED_MS = 10_000;
const MOST_REFUSED = 1_000;

/** Asks the issuer about tokens (OAuth 2.0 Token Introspection, RFC 7662). */
export class Introspection {
  readonly #asking = new Map<string, Promise<Caller | Denial>>();
  readonly #refused = new Map<string, { denial: Denial; untilMs: number }>();

  constructor(
    private readonly settings: NonNullable<NonNullable<Access['oauth']>['introspection']>,
    private readonly dispatcher: Agent,
    private readonly onError: (error: unknown) => void,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Whose token this is, or why it will not do. */
  async judge(token: string, tokenHash: string, rules: TokenRules): Promise<Caller | Denial> {
    const refused = this.#refused.get(tokenHash);
    if (refused !== undefined && this.nowMs() < refused.untilMs) return refused.denial;
    // Whoever comes with the same token meanwhile gets the same answer.
    const asking = this.#asking.get(tokenHash);
    if (asking !== undefined) return await asking;
    if (this.#asking.size >= MOST_ASKING) return unavailable(rules.issuer);
    const outcome = this.#ask(token, rules);
    this.#asking.set(tokenHash, outcome);
    try {
      const settled = await outcome;
      if ('kind' in settled && settled.kind !== 'unavailable') this.#refuse(tokenHash, settled);
      return settled;
    } finally {
      this.#asking.delete(tokenHash);
    }
  }

  async #ask(token: string, rules: TokenRules): Promise<Caller | Denial> {
    const { url, clientId, clientSecret } = this.settings;
    const body = new URLSearchParams({ token, token_type_hint: 'access_token' }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: basicAuthorization(clientId, clientSecret) };
    try {
      const { status, json } = await fetchJson({ method: 'POST', url, headers, body }, { dispatcher: this.dispatcher, timeoutMs: TIMEOUT_MS, purpose: 'asked about a token' });
      if (status === 200 && typeof json['active'] === 'boolean') return readIntrospection(json, rules, Date.now());
      throw new ServerError('ISSUER', `${url} answered ${status} and not whether a token is active; are the client id and the client secret right?`);
    } catch (error) {
      this.onError(error instanceof ServerError ? error : new ServerError('ISSUER', error instanceof Error ? error.message : String(error), error));
      return unavailable(rules.issuer);
    }
  }

  #refuse(tokenHash: string, denial: Denial): void {
    this.#refused.delete(tokenHash);
    if (this.#refused.size >= MOST_REFUSED) for (const first of [...this.#refused.keys()].slice(0, 1)) this.#refused.delete(first);
    this.#refused.set(tokenHash, { denial, untilMs: this.nowMs() + REFUSED_MS });
  }
}

function unavailable(issuer: string): Denial {
  return { kind: 'unavailable', message: `The token cannot be verified now, because ${issuer} cannot be asked; try again later.` };
}
