import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { AppError } from '../../common/app-error.js';
import { isUniqueViolation } from '../../common/database-error.js';
import { messageOf } from '../../common/error-facts.js';
import { isRowId } from '../../common/id.js';
import { ApiKeyEntity } from '../../database/entities/api-key.entity.js';
import { AppEventEmitter } from '../../events/app-event-emitter.js';
import type { Identity } from '../identity.js';
import type { Role } from '../role.js';
import { UsersService } from '../users/users.service.js';
import { hashOf, isWellFormedKey, makeKey } from './key-format.js';
import type { CreateKeyBody } from './key.schemas.js';

const MOST_KEYS = 10_000;
const HINT_LENGTH = 4;
/** When a key was last used is told to the minute. */
const TOUCH_EVERY_MS = 60_000;

const ROLE_OF_SCOPE: Record<string, Role> = { admin: 'admin', operate: 'operator', read: 'viewer' };

/** The API keys: made once, shown once, kept as hashes. */
@Injectable()
export class KeysService {
  private readonly logger = new Logger('Access');

  constructor(
    @InjectRepository(ApiKeyEntity) private readonly keys: Repository<ApiKeyEntity>,
    private readonly users: UsersService,
    private readonly events: AppEventEmitter,
  ) {}

  list(): Promise<ApiKeyEntity[]> {
    return this.keys.find({ order: { name: 'ASC' } });
  }

  count(): Promise<number> {
    return this.keys.count();
  }

  async create({ name, scopes, expiresAt }: CreateKeyBody, createdBy: string): Promise<{ row: ApiKeyEntity; key: string }> {
    if (!(await this.users.hasAdmin())) {
      throw new AppError(409, 'ADMIN_NEEDED', 'Make a user with the role admin first, or set ADMIN_PASSWORD: once there is a key, everybody has to prove who he is.');
    }
    if ((await this.keys.count()) >= MOST_KEYS) throw new AppError(409, 'TOO_MANY_KEYS', `There are ${MOST_KEYS} keys already; delete some.`, { most: MOST_KEYS });
    if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) throw new AppError(400, 'EXPIRY_PAST', 'expiresAt: a moment in the future was expected.');
    const key = makeKey();
    const row = this.keys.create({
      id: randomUUID(),
      name,
      keyHash: hashOf(key),
      hint: key.slice(-HINT_LENGTH),
      scopes: [...new Set(scopes)],
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
      lastUsedAt: null,
      createdBy,
    });
    try {
      await this.keys.insert(row);
    } catch (error) {
      if (isUniqueViolation(error)) throw new AppError(409, 'KEY_NAME_TAKEN', `There is a key ${name} already; choose another name.`, { name });
      throw error;
    }
    this.#announce();
    return { row: await this.#get(row.id), key };
  }

  async delete(id: string): Promise<void> {
    const { id: known } = await this.#get(id);
    await this.keys.delete({ id: known });
    this.#announce();
  }

  /** Whom a key proves, and until when; undefined when there is no such key, or no more. */
  async holderOf(key: string): Promise<{ identity: Identity; expiresAt: Date | null } | undefined> {
    if (!isWellFormedKey(key)) return undefined;
    const row = await this.keys.findOneBy({ keyHash: hashOf(key) });
    if (row === null || (row.expiresAt !== null && row.expiresAt.getTime() <= Date.now())) return undefined;
    this.#touch(row);
    return { identity: { kind: 'key', id: row.id, name: row.name, role: roleOf(row.scopes), scopes: row.scopes }, expiresAt: row.expiresAt };
  }

  async #get(id: string): Promise<ApiKeyEntity> {
    const row = isRowId(id) ? await this.keys.findOneBy({ id }) : null;
    if (row === null) throw new AppError(404, 'KEY_NOT_FOUND', `There is no key ${id}; GET /api/keys lists them.`);
    return row;
  }

  #touch({ id, lastUsedAt }: ApiKeyEntity): void {
    if (lastUsedAt !== null && Date.now() - lastUsedAt.getTime() < TOUCH_EVERY_MS) return;
    this.keys.update({ id }, { lastUsedAt: new Date() }).catch((error: unknown) => this.logger.warn(`When key ${id} was used could not be noted: ${messageOf(error)}`));
  }

  #announce(): void {
    this.events.emit('access.changed', { timestamp: Date.now() });
  }
}

/** The farthest that its scopes reach over REST; null for a key of MCP endpoints alone. */
export function roleOf(scopes: readonly string[]): Role | null {
  const scope = ['admin', 'operate', 'read'].find((name) => scopes.includes(name));
  return scope === undefined ? null : (ROLE_OF_SCOPE[scope] ?? null);
}
