import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { RateLimit } from '../common/rate-limit.js';
import { SecretBox } from '../common/secret-box.js';
import { Environment } from '../config/environment.js';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { BUILT_IN_ADMIN, type Identity } from './identity.js';
import { hashOf, looksLikeKey } from './keys/key-format.js';
import { KeysService } from './keys/keys.service.js';
import { LoginService } from './login/login.service.js';
import type { Proof } from './read-proof.js';
import { isSameSecret } from './same-secret.js';
import { sessionInToken } from './sessions/bearer-token.js';
import { SessionsService } from './sessions/sessions.service.js';
import { UsersService } from './users/users.service.js';

/** What was looked up is believed so long; a change made on this node is known at once, one made on another after it. */
const BELIEVED_MS = 5_000;
const MAX_REMEMBERED = 10_000;

/** Of keys and sessions that nobody has, an address may show so many: each is looked up in the database. */
const WRONG_PROOFS = { most: 6_000, windowMs: 60_000 };

/** Whom a proof proves, remembered for a moment, so that a busy key does not ask the database for each request. */
@Injectable()
export class IdentitiesService {
  readonly #known = new Map<string, { identity: Identity; until: number }>();
  readonly #wrong = new RateLimit(WRONG_PROOFS);
  #guarded: { is: boolean; until: number } | undefined;
  #changedAt = 0;
  readonly #tokenKey: Uint8Array;

  constructor(
    private readonly keys: KeysService,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly login: LoginService,
    private readonly environment: Environment,
    box: SecretBox,
  ) {
    const given = environment.variables.JWT_SECRET;
    this.#tokenKey = given === undefined ? box.derive('bearer tokens') : new TextEncoder().encode(given);
  }

  get tokenKey(): Uint8Array {
    return this.#tokenKey;
  }

  /** Whether a proof may be shown to a server that has keys and an issuer of its own: not one that looks like a key of ours, and never the password of the admin. */
  mayBeOfServer(proof: Proof): boolean {
    if (proof.kind === 'none') return true;
    const { adminPassword } = this.environment;
    return proof.kind === 'bearer' && !looksLikeKey(proof.token) && (adminPassword === undefined || !isSameSecret(proof.token, adminPassword));
  }

  /** Whether callers have to prove who they are: since there is a password, an issuer, a user or a key. */
  async isGuarded(): Promise<boolean> {
    if (this.environment.adminPassword !== undefined || this.environment.variables.OIDC_ISSUER !== undefined) return true;
    const now = Date.now();
    if (this.#guarded === undefined || this.#guarded.until <= now) {
      const known = this.#guarded?.is;
      try {
        this.#guarded = { is: (await this.users.count()) > 0 || (await this.keys.count()) > 0, until: now + BELIEVED_MS };
      } catch (error) {
        // Without the database nobody can add a user or key: what was so is so, and the servers go on.
        if (known === undefined) throw error;
        this.#guarded = { is: known, until: now + BELIEVED_MS };
      }
    }
    return this.#guarded.is;
  }

  /** The same where a bearer token may be one that others can read: what is none of ours is no guess at a password. */
  async whoProvesOurs(proof: Proof, ip: string): Promise<Identity | undefined> {
    const isOther = proof.kind === 'bearer' && !looksLikeKey(proof.token) && (await sessionInToken(proof.token, this.#tokenKey)) === undefined;
    return isOther ? undefined : await this.whoProves(proof, ip);
  }

  /** Undefined when it proves nothing. Throws AppError TOO_MANY_LOGINS for passwords. */
  async whoProves(proof: Proof, ip: string): Promise<Identity | undefined> {
    if (proof.kind === 'none') return undefined;
    const mark = hashOf(proof.kind === 'basic' ? `basic ${proof.name}:${proof.password}` : `${proof.kind} ${proof.token}`);
    const known = this.#known.get(mark);
    const now = Date.now();
    if (known !== undefined && known.until > now) return known.identity;
    const waitMs = this.#wrong.wait(ip, now);
    if (waitMs > 0) throw tooManyWrong(waitMs);
    const found = await this.#lookUp(proof, ip);
    if (found === undefined) {
      this.#wrong.count(ip, now);
      this.#known.delete(mark);
      return undefined;
    }
    // What was looked up while it changed may be what was before.
    if (now <= this.#changedAt) return found.identity;
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(mark, { identity: found.identity, until: Math.min(now + BELIEVED_MS, found.expiresAt?.getTime() ?? Infinity) });
    return found.identity;
  }

  @OnAppEvent('access.changed')
  onAccessChanged({ timestamp }: AppEventMap['access.changed']): void {
    this.#changedAt = timestamp;
    this.#known.clear();
    this.#guarded = undefined;
  }

  async #lookUp(proof: Exclude<Proof, { kind: 'none' }>, ip: string): Promise<{ identity: Identity; expiresAt?: Date | null } | undefined> {
    if (proof.kind === 'basic') return this.#signIn(proof.name, proof.password, ip);
    if (proof.kind === 'cookie') return this.#ofSession(proof.token);
    if (looksLikeKey(proof.token)) return this.keys.holderOf(proof.token);
    const session = await sessionInToken(proof.token, this.#tokenKey);
    if (session !== undefined) return this.#ofSession(session);
    // A token of somebody else's is no guess at the password.
    return proof.token.startsWith('eyJ') ? undefined : this.#signIn(BUILT_IN_ADMIN.name, proof.token, ip);
  }

  async #ofSession(secret: string): Promise<{ identity: Identity } | undefined> {
    const userId = await this.sessions.userOf(secret);
    const identity = userId === undefined ? undefined : await this.login.identityOf(userId);
    return identity === undefined ? undefined : { identity };
  }

  async #signIn(name: string, password: string, ip: string): Promise<{ identity: Identity } | undefined> {
    try {
      return await this.login.signIn(name, password, ip);
    } catch (error) {
      if (error instanceof AppError && error.code === 'LOGIN_FAILED') return undefined;
      throw error;
    }
  }
}

function tooManyWrong(waitMs: number): AppError {
  const retryAfterSeconds = Math.ceil(waitMs / 1_000);
  return new AppError(429, 'TOO_MANY_REQUESTS', `Too many wrong keys or tokens came from this address: go on in ${retryAfterSeconds} s.`, { retryAfterSeconds });
}
