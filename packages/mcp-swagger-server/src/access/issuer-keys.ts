import type { CryptoKey, FlattenedJWSInput, JWSHeaderParameters } from 'jose';
import { failureCode } from 'mcp-swagger-parser';

/** Finds the key that a token was signed with; rejects with the errors of jose. */
export type FindKey = (header?: JWSHeaderParameters, token?: FlattenedJWSInput) => Promise<CryptoKey>;

/** In ms. */
export interface KeyTimes {
  /** Keys are looked at again after so long, */
  freshMs: number;
  /** and are good for so long while their issuer cannot be reached. */
  mostStaleMs: number;
  /** Between two looks at the least, however many tokens name a key that we do not know. */
  cooldownMs: number;
}

const KEY_TIMES: KeyTimes = { freshMs: 10 * 60_000, mostStaleMs: 24 * 60 * 60_000, cooldownMs: 10_000 };

/** The keys of an issuer, kept, and looked at anew when they are old or a token names one that is new. */
export class IssuerKeys {
  #held: { find: FindKey; atMs: number } | undefined;
  #loading: Promise<FindKey> | undefined;
  #failure: { error: unknown; atMs: number } | undefined;

  constructor(
    private readonly load: () => Promise<FindKey>,
    private readonly times: KeyTimes = KEY_TIMES,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** The key of a token. Rejects as jose does when there is none, and as `load` does when nobody can tell. */
  async find(header?: JWSHeaderParameters, token?: FlattenedJWSInput): Promise<CryptoKey> {
    const find = await this.ready();
    try {
      return await find(header, token);
    } catch (error) {
      const isNew = failureCode(error) === 'ERR_JWKS_NO_MATCHING_KEY';
      if (!isNew || this.#ageMs < this.times.cooldownMs) throw error;
      return await (await this.#reload())(header, token);
    }
  }

  /** Resolves when there are keys to find one in. Rejects as `load` does. */
  async ready(): Promise<FindKey> {
    const held = this.#held;
    if (held !== undefined && this.#ageMs < this.times.freshMs) return held.find;
    try {
      return await this.#reload();
    } catch (error) {
      if (held !== undefined && this.#ageMs < this.times.mostStaleMs) return held.find;
      throw error;
    }
  }

  get #ageMs(): number {
    return this.#held === undefined ? Infinity : this.nowMs() - this.#held.atMs;
  }

  async #reload(): Promise<FindKey> {
    if (this.#failure !== undefined && this.nowMs() - this.#failure.atMs < this.times.cooldownMs) throw this.#failure.error;
    this.#loading ??= this.#load();
    return await this.#loading;
  }

  async #load(): Promise<FindKey> {
    try {
      const find = await this.load();
      this.#held = { find, atMs: this.nowMs() };
      this.#failure = undefined;
      return find;
    } catch (error) {
      this.#failure = { error, atMs: this.nowMs() };
      throw error;
    } finally {
      this.#loading = undefined;
    }
  }
}
