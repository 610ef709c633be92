import { setTimeout as delay } from 'node:timers/promises';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { AppError } from '../common/app-error.js';

/** Whoever asks has a timeout of his own, often of five seconds. */
const PATIENCE_MS = 3_000;

const healthSchema = z.object({ status: z.literal('ok') });

/** For whoever runs the API: open to all, and says nothing of what it does. */
@ApiTags('health')
@Permission('public')
@Controller('health')
export class HealthController {
  constructor(private readonly database: DataSource) {}

  /** The process answers. */
  @Get('live')
  @ApiOkResponse({ standardSchema: healthSchema })
  live() {
    return { status: 'ok' };
  }

  /** The process can do its work: the database answers. */
  @Get('ready')
  @ApiOkResponse({ standardSchema: healthSchema })
  @ApiServiceUnavailableResponse()
  async ready() {
    await this.#askDatabase().catch((cause: unknown) => {
      throw new AppError(503, 'DATABASE_UNAVAILABLE', 'The database does not answer.', {}, cause);
    });
    return { status: 'ok' };
  }

  async #askDatabase(): Promise<void> {
    const patience = new AbortController();
    const timeout = delay(PATIENCE_MS, undefined, { signal: patience.signal }).then(() => {
      throw new Error(`No answer within ${PATIENCE_MS} ms.`);
    });
    try {
      await Promise.race([this.database.query('SELECT 1'), timeout]);
    } finally {
      patience.abort();
      timeout.catch(() => {});
    }
  }
}
