import { createHmac } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { RateLimit } from '../../common/rate-limit.js';
import { SecretBox } from '../../common/secret-box.js';
import { Environment } from '../../config/environment.js';
import { AppEventEmitter, OnAppEvent } from '../../events/app-event-emitter.js';
import type { AppEventMap } from '../../events/app-events.js';
import { BUILT_IN_ADMIN, type Identity } from '../identity.js';
import { isSameSecret } from '../same-secret.js';
import { identityOf, UsersService } from '../users/users.service.js';

const WINDOW_MS = 15 * 60_000;
/** Many people may share an address, and somebody who shuts others out must try from several. */
const ACCOUNT_SHARE = 5;
const MAX_NAME = 200;

/** Somebody who proved who he is by his password. `userId`: what his session is kept under. */
export interface SignedIn {
  identity: Identity;
  userId: string;
}

/** Names and passwords, and how often one may be wrong. */
@Injectable()
export class LoginService {
  private readonly logger = new Logger('Access');
  readonly #byAddress: RateLimit;
  readonly #byAccount: RateLimit;
  /** Tells sessions under one ADMIN_PASSWORD from those under another, and nothing of either. */
  readonly #adminMark: string;
  #isTelling = false;

  constructor(
    private readonly users: UsersService,
    private readonly environment: Environment,
    box: SecretBox,
    private readonly events: AppEventEmitter,
  ) {
    const most = environment.variables.LOGIN_MAX_FAILURES;
    this.#byAddress = new RateLimit({ most, windowMs: WINDOW_MS });
    this.#byAccount = new RateLimit({ most: most * ACCOUNT_SHARE, windowMs: WINDOW_MS });
    this.#adminMark = `admin:${createHmac('sha256', box.derive('admin password')).update(environment.adminPassword ?? '').digest('base64url')}`;
  }

  /** Throws AppError LOGIN_FAILED, or TOO_MANY_LOGINS with `retryAfterSeconds` before the password is even looked at. */
  async signIn(name: string, password: string, ip: string): Promise<SignedIn> {
    const account = name.trim().toLowerCase().slice(0, MAX_NAME);
    const now = Date.now();
    const wait = Math.max(this.#byAddress.wait(ip, now), this.#byAccount.wait(account, now));
    if (wait > 0) throw tooMany(wait);
    // Counted before the look, or many at once would all pass; a right one is given back.
    this.#tell({ timestamp: now, ip, account, isRight: false });
    const found = await this.#find(account, password);
    if (found === undefined) {
      this.logger.warn(`A wrong name or password came from ${ip}.`);
      throw new AppError(401, 'LOGIN_FAILED', 'There is no such user with this password.');
    }
    this.#tell({ timestamp: Date.now(), ip, account, isRight: true });
    return found;
  }

  /** What was tried on another node. */
  @OnAppEvent('login.counted')
  onCounted(tried: AppEventMap['login.counted']): void {
    if (!this.#isTelling) this.#count(tried);
  }

  #tell(tried: AppEventMap['login.counted']): void {
    this.#count(tried);
    this.#isTelling = true;
    this.events.emit('login.counted', tried);
    this.#isTelling = false;
  }

  #count({ ip, account, isRight }: AppEventMap['login.counted']): void {
    const now = Date.now();
    for (const [limit, key] of [[this.#byAddress, ip], [this.#byAccount, account]] as const) {
      if (isRight) limit.forget(key);
      else limit.count(key, now);
    }
  }

  /** ADMIN_PASSWORD sent as a bearer token is guessed like a password, and counted like one. */
  isAdminPassword(token: string): boolean {
    const { adminPassword } = this.environment;
    return adminPassword !== undefined && isSameSecret(token, adminPassword);
  }

  /** Who it is that a session is kept under; undefined when there is no such user any more, or he may not sign in. */
  async identityOf(userId: string): Promise<Identity | undefined> {
    if (userId.startsWith('admin:')) return this.environment.adminPassword !== undefined && isSameSecret(userId, this.#adminMark) ? BUILT_IN_ADMIN : undefined;
    const user = await this.users.find(userId);
    return user === null || user.disabled ? undefined : identityOf(user);
  }

  async #find(account: string, password: string): Promise<SignedIn | undefined> {
    if (account === BUILT_IN_ADMIN.name && this.isAdminPassword(password)) return { identity: BUILT_IN_ADMIN, userId: this.#adminMark };
    const user = await this.users.withPassword(account, password);
    if (user === undefined) return undefined;
    await this.users.noteLogin(user.id);
    return { identity: identityOf(user), userId: user.id };
  }
}

export function tooMany(waitMs: number): AppError {
  const retryAfterSeconds = Math.ceil(waitMs / 1_000);
  return new AppError(429, 'TOO_MANY_LOGINS', `Too many wrong passwords: try again in ${retryAfterSeconds} s.`, { retryAfterSeconds });
}
