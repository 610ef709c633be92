import { setTimeout as delay } from 'node:timers/promises';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { WriteQueue } from '../database/write-queue/index.js';
import { RedisLine } from '../nodes/redis-line.js';

/** The database may take so long to answer; whoever asks has a timeout of his own, often of five seconds. */
export const PATIENCE_MS = 3_000;

const healthSchema = z.object({ status: z.literal('ok') });

const readySchema = z.object({
  status: z.enum(['ok', 'degraded']),
  reasons: z.array(z.enum(['DATABASE_UNAVAILABLE', 'WRITES_WAIT', 'WRITES_LOST', 'REDIS_UNAVAILABLE'])).describe('why it is degraded'),
});

/** For whoever runs the API: open to all, and says nothing of what it does. */
@ApiTags('health')
@Permission('public')
@Controller('health')
export class HealthController {
  constructor(
    private readonly database: DataSource,
    private readonly queue: WriteQueue,
    private readonly redis: RedisLine,
  ) {}

  /** The process answers. */
  @Get('live')
  @ApiOkResponse({ standardSchema: healthSchema })
  live() {
    return { status: 'ok' };
  }

  /** Without the database, or Redis, the servers and their clients go on, so that is degraded and still ready: to take it out would cut them off. */
  @Get('ready')
  @ApiOkResponse({ standardSchema: readySchema })
  async ready(): Promise<z.infer<typeof readySchema>> {
    const answers = await this.#databaseAnswers();
    const { database, losesRows } = this.queue.figures;
    const reasons = [
      ...(answers ? [] : (['DATABASE_UNAVAILABLE'] as const)),
      ...(database === 'away' ? (['WRITES_WAIT'] as const) : []),
      ...(losesRows ? (['WRITES_LOST'] as const) : []),
      ...(this.redis.state === 'away' ? (['REDIS_UNAVAILABLE'] as const) : []),
    ];
    return { status: reasons.length === 0 ? 'ok' : 'degraded', reasons };
  }

  async #databaseAnswers(): Promise<boolean> {
    const patience = new AbortController();
    const timeout = delay(PATIENCE_MS, false, { signal: patience.signal }).catch(() => false);
    const answer = this.database.query('SELECT 1').then(
      () => true,
      () => false,
    );
    return Promise.race([answer, timeout]).finally(() => patience.abort());
  }
}
