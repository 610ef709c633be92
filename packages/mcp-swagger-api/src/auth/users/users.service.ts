import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, Not, Repository } from 'typeorm';
import { AppError } from '../../common/app-error.js';
import { isUniqueViolation } from '../../common/database-error.js';
import { isRowId } from '../../common/id.js';
import { requireRevision, revisionOf } from '../../common/revision.js';
import { Turns } from '../../common/turns.js';
import { Environment } from '../../config/environment.js';
import { ApiKeyEntity } from '../../database/entities/api-key.entity.js';
import { UserEntity } from '../../database/entities/user.entity.js';
import { AppEventEmitter } from '../../events/app-event-emitter.js';
import { BUILT_IN_ADMIN, type Identity } from '../identity.js';
import type { Role } from '../role.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { issuedName, type IssuedUser } from './issued-user.js';
import { hashPassword, isPassword } from './password-hash.js';
import type { CreateUserBody, UpdateUserBody } from './user.schemas.js';

const MOST_USERS = 10_000;
const ALL = 'all';

/** The people who may sign in. Whatever is done to them, somebody who may administer remains, for nobody could mend it from outside. */
@Injectable()
export class UsersService {
  /** Two changes at once could each leave the other's admin as the last. */
  readonly #turns = new Turns();

  constructor(
    @InjectRepository(UserEntity) private readonly users: Repository<UserEntity>,
    @InjectRepository(ApiKeyEntity) private readonly keys: Repository<ApiKeyEntity>,
    private readonly sessions: SessionsService,
    private readonly environment: Environment,
    private readonly events: AppEventEmitter,
  ) {}

  list(): Promise<UserEntity[]> {
    return this.users.find({ order: { name: 'ASC' } });
  }

  count(): Promise<number> {
    return this.users.count();
  }

  async get(id: string): Promise<UserEntity> {
    const user = isRowId(id) ? await this.users.findOneBy({ id }) : null;
    if (user === null) throw new AppError(404, 'USER_NOT_FOUND', `There is no user ${id}; GET /api/users lists them.`);
    return user;
  }

  find(id: string): Promise<UserEntity | null> {
    return this.users.findOneBy({ id });
  }

  create({ name, password, role }: CreateUserBody): Promise<UserEntity> {
    return this.#turns.run(ALL, async () => {
      const others = await this.users.count();
      if (others >= MOST_USERS) throw tooManyUsers();
      if (name === BUILT_IN_ADMIN.name && this.environment.adminPassword !== undefined) throw nameTaken(name);
      if (role !== 'admin' && !(await this.hasAdmin())) {
        throw new AppError(409, 'ADMIN_NEEDED', 'The first user must have the role admin: once there is a user, everybody has to sign in, and somebody has to administer.');
      }
      const user = this.users.create({ id: randomUUID(), name, role, passwordHash: await hashPassword(password), issuer: null, subject: null, lastLoginAt: null });
      await this.#save(user);
      return this.get(user.id);
    });
  }

  update(id: string, { password, role, disabled }: UpdateUserBody, ifMatch?: string): Promise<UserEntity> {
    return this.#turns.run(ALL, async () => {
      const user = await this.get(id);
      requireRevision(ifMatch, userRevision(user));
      const wasAdmin = isAdmin(user);
      user.role = role ?? user.role;
      user.disabled = disabled ?? user.disabled;
      if (wasAdmin && !isAdmin(user)) await this.#refuseLastAdmin(user);
      if (password !== undefined) {
        if (user.issuer !== null) throw new AppError(409, 'PASSWORD_NOT_HERE', `${user.name} signs in with the OpenID issuer and has no password here.`);
        user.passwordHash = await hashPassword(password);
      }
      await this.#save(user);
      if (password !== undefined || user.disabled) await this.sessions.closeAllOf(id);
      return this.get(id);
    });
  }

  delete(id: string, ifMatch?: string): Promise<void> {
    return this.#turns.run(ALL, async () => {
      const user = await this.get(id);
      requireRevision(ifMatch, userRevision(user));
      if (isAdmin(user)) await this.#refuseLastAdmin(user);
      await this.users.delete({ id });
      await this.sessions.closeAllOf(id);
      this.#announce();
    });
  }

  /** The user whom a password proves; undefined for a wrong one, and for whoever is disabled. Takes as long in every case. */
  async withPassword(name: string, password: string): Promise<UserEntity | undefined> {
    const user = await this.users.findOneBy({ name: name.trim().toLowerCase() });
    const matches = await isPassword(password, user?.passwordHash);
    return matches && user !== null && !user.disabled ? user : undefined;
  }

  haveAnyPassword(): Promise<boolean> {
    return this.users.existsBy({ passwordHash: Not(IsNull()) });
  }

  /** Somebody whom the OpenID issuer vouches for: the same as last time, or a new user, with the role that he has there now. Throws AppError 403 for a disabled one. */
  enterIssued({ issuer, subject, name, role }: IssuedUser): Promise<UserEntity> {
    return this.#turns.run(ALL, async () => {
      const known = await this.users.findOneBy({ issuer, subject });
      if (known?.disabled === true) throw new AppError(403, 'SIGN_ON_DISABLED', `${known.name} may not sign in here any more; an admin can change that.`);
      if (known === null && (await this.users.count()) >= MOST_USERS) throw tooManyUsers();
      const user = known ?? this.users.create({ id: randomUUID(), name: await this.#freeName(name, `${issuer} ${subject}`), passwordHash: null, issuer, subject });
      Object.assign(user, { role, lastLoginAt: new Date() });
      await this.#save(user);
      return this.get(user.id);
    });
  }

  /** The issuer gives somebody no role any more: what he had open ends. */
  async refuseIssued(issuer: string, subject: string): Promise<void> {
    const user = await this.users.findOneBy({ issuer, subject });
    if (user !== null) await this.sessions.closeAllOf(user.id);
  }

  async noteLogin(id: string): Promise<void> {
    await this.users.update({ id }, { lastLoginAt: new Date() });
  }

  /** Whether somebody can administer, so that it may be asked of everybody to prove who he is. */
  async hasAdmin(without?: string): Promise<boolean> {
    if (this.environment.adminPassword !== undefined) return true;
    return (await this.users.findBy({ role: 'admin', disabled: false })).some((user) => user.id !== without && isAdmin(user));
  }

  /** What the issuer calls him, as a name of ours; with a mark of who he is when somebody else has it. */
  async #freeName(told: string, who: string): Promise<string> {
    const name = issuedName(told);
    const isReserved = name === BUILT_IN_ADMIN.name;
    if (!isReserved && !(await this.users.existsBy({ name }))) return name;
    return `${name}-${createHash('sha256').update(who).digest('hex').slice(0, 6)}`;
  }

  async #refuseLastAdmin({ id, name }: UserEntity): Promise<void> {
    if (await this.hasAdmin(id)) return;
    const alone = (await this.users.count()) === 1 && (await this.keys.count()) === 0;
    // Back to the beginning, where only this machine may come in; not when strangers reach the port.
    if (alone && this.environment.bindsToLoopback) return;
    throw new AppError(409, 'LAST_ADMIN', `${name} is the last who can administer: make another admin first, or set ADMIN_PASSWORD.`, { name });
  }

  async #save(user: UserEntity): Promise<void> {
    try {
      await this.users.save(user);
    } catch (error) {
      if (isUniqueViolation(error)) throw nameTaken(user.name);
      throw error;
    }
    this.#announce();
  }

  #announce(): void {
    this.events.emit('access.changed', { timestamp: Date.now() });
  }
}

/** The state of what a person may change of a user; a login leaves it as it is. */
export function userRevision({ id, name, role, disabled, passwordHash }: UserEntity): string {
  return revisionOf({ id, name, role, disabled, passwordHash });
}

/** Who of the issuer is admin may be somebody else tomorrow; only a password of our own is sure. */
function isAdmin({ role, disabled, passwordHash }: UserEntity): boolean {
  return role === 'admin' && !disabled && passwordHash !== null;
}

function tooManyUsers(): AppError {
  return new AppError(409, 'TOO_MANY_USERS', `There are ${MOST_USERS} users already; delete some.`, { most: MOST_USERS });
}

function nameTaken(name: string): AppError {
  return new AppError(409, 'USER_NAME_TAKEN', `There is a user ${name} already; choose another name.`, { name });
}

export function identityOf({ id, name, role }: UserEntity): Identity {
  return { kind: 'user', id, name, role: role as Role, scopes: [] };
}
