import type { Access } from 'mcp-swagger-ipc';
import type { OutgoingPolicy } from 'mcp-swagger-parser';
import { ServerError } from '../server-error.js';
import type { Caller } from './caller.js';
import type { Denial } from './denial.js';
import { Introspection } from './introspection.js';
import { IssuerKeys } from './issuer-keys.js';
import { issuerDispatcher, loadKeys } from './load-keys.js';
import { VerifiedTokens } from './verified-tokens.js';
import { verifyToken } from './verify-token.js';

/** Whose tokens are good, and for what. */
export interface JudgeRules {
  oauth: NonNullable<Access['oauth']>;
  outgoing: OutgoingPolicy;
  publicUrl?: string | undefined;
}

/** A signed JWT in its compact form (RFC 7515, section 7.1); what else an issuer gives out, only the issuer can read. */
const SIGNED = /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/;

/** Tells whose a token is: by the keys of its issuer, or by asking the issuer (RFC 7662). Who was found to be somebody is known for a while. */
export class TokenJudge {
  readonly #verified = new VerifiedTokens();
  readonly #callers = new WeakSet<Caller>();
  readonly #keys: IssuerKeys;
  readonly #introspection: Introspection | undefined;
  readonly #dispatcher: ReturnType<typeof issuerDispatcher>;

  constructor(
    readonly rules: JudgeRules,
    private readonly onError: (error: unknown) => void,
  ) {
    const { issuer, introspection } = rules.oauth;
    this.#dispatcher = issuerDispatcher(introspection === undefined ? [issuer] : [issuer, introspection.url], rules.outgoing);
    this.#keys = new IssuerKeys(async () => {
      try {
        return await loadKeys(issuer, this.#dispatcher);
      } catch (error) {
        // Who is asked about each token need not have keys.
        if (introspection === undefined) onError(error);
        throw error;
      }
    });
    if (introspection !== undefined) this.#introspection = new Introspection(introspection, this.#dispatcher, onError);
  }

  /** Asks the issuer for its keys before the first token comes, so that a wrong address is told at the start. */
  prepare(): void {
    // Whoever must know was told.
    if (this.#introspection === undefined) this.#keys.ready().catch(() => {});
  }

  /** Whose token this is, or why it will not do; it must be meant for one of the audiences. */
  async judge(token: string, tokenHash: string, audiences: readonly string[]): Promise<Caller | Denial> {
    const known = this.#verified.find(tokenHash);
    if (known !== undefined) return known;
    const outcome = await this.#outcome(token, tokenHash, audiences);
    if (!('kind' in outcome)) {
      this.#callers.add(outcome);
      this.#verified.add(tokenHash, outcome);
    }
    return outcome;
  }

  /** True for a caller that this judge let in. */
  vouchesFor(caller: Caller): boolean {
    return this.#callers.has(caller);
  }

  /** Lets what is being asked be answered, and then closes. */
  async retire(): Promise<void> {
    await this.#dispatcher.close();
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }

  async #outcome(token: string, tokenHash: string, audiences: readonly string[]): Promise<Caller | Denial> {
    const { issuer, scopes } = this.rules.oauth;
    const rules = { issuer, audiences, scopes };
    if (this.#introspection !== undefined && !SIGNED.test(token)) return await this.#introspection.judge(token, tokenHash, rules);
    try {
      return await verifyToken(token, rules, async (header, parts) => await this.#keys.find(header, parts));
    } catch (error) {
      if (this.#introspection !== undefined && error instanceof ServerError) return await this.#introspection.judge(token, tokenHash, rules);
      if (!(error instanceof ServerError)) this.onError(error);
      return { kind: 'unavailable', message: `The token cannot be verified now, because ${issuer} cannot be asked; try again later.` };
    }
  }
}
