import { randomBytes } from 'node:crypto';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, Repository } from 'typeorm';
import { messageOf } from '../../common/error-facts.js';
import { Environment } from '../../config/environment.js';
import { SessionEntity } from '../../database/entities/session.entity.js';
import { AppEventEmitter } from '../../events/app-event-emitter.js';
import { hashOf } from '../keys/key-format.js';

/** From where somebody signs in. */
export interface Place {
  ip: string;
  userAgent: string;
}

const MAX_AGENT = 300;
/** When a session was last used is written down no more often. */
const TOUCH_EVERY_MS = 60_000;
const SWEEP_EVERY_MS = 600_000;
/** Of one user; the one that was used longest ago ends with one more. */
const MOST_OF_A_USER = 100;

/** Who has signed in and not out again. Whoever reads the table can sign in as nobody: it holds hashes. */
@Injectable()
export class SessionsService implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Access');
  #sweep: NodeJS.Timeout | undefined;

  constructor(
    @InjectRepository(SessionEntity) private readonly sessions: Repository<SessionEntity>,
    private readonly environment: Environment,
    private readonly events: AppEventEmitter,
  ) {}

  onModuleInit(): void {
    this.#sweep = setInterval(() => {
      this.sessions.delete({ expiresAt: LessThan(new Date()) }).catch((error: unknown) => this.logger.warn(`Ended sessions could not be removed: ${messageOf(error)}`));
    }, SWEEP_EVERY_MS);
    this.#sweep.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#sweep);
  }

  /** Opens one and answers its secret, which is nowhere else. `userId`: a user's, or the built-in admin's mark. */
  async open(userId: string, { ip, userAgent }: Place, lifetimeMs: number): Promise<{ secret: string; expiresAt: Date }> {
    const secret = randomBytes(32).toString('base64url');
    const now = Date.now();
    const expiresAt = new Date(now + lifetimeMs);
    await this.#makeRoom(userId);
    await this.sessions.insert({ tokenHash: hashOf(secret), userId, ip, userAgent: userAgent.slice(0, MAX_AGENT), seenAt: new Date(now), expiresAt });
    return { secret, expiresAt };
  }

  /** Whose session it is; undefined when it has ended, or was not used for too long. */
  async userOf(secret: string): Promise<string | undefined> {
    const tokenHash = hashOf(secret);
    const session = await this.sessions.findOneBy({ tokenHash });
    const now = Date.now();
    if (session === null || session.expiresAt.getTime() <= now) return undefined;
    if (now - session.seenAt.getTime() > this.environment.variables.SESSION_IDLE_TIMEOUT) return undefined;
    if (now - session.seenAt.getTime() > TOUCH_EVERY_MS) await this.sessions.update({ tokenHash }, { seenAt: new Date(now) });
    return session.userId;
  }

  async close(secret: string): Promise<void> {
    await this.sessions.delete({ tokenHash: hashOf(secret) });
    this.#announce();
  }

  async closeAllOf(userId: string): Promise<void> {
    await this.sessions.delete({ userId });
    this.#announce();
  }

  async #makeRoom(userId: string): Promise<void> {
    const surplus = await this.sessions.find({ where: { userId }, order: { seenAt: 'DESC' }, skip: MOST_OF_A_USER - 1 });
    if (surplus.length > 0) await this.sessions.remove(surplus);
  }

  #announce(): void {
    this.events.emit('access.changed', { timestamp: Date.now() });
  }
}
