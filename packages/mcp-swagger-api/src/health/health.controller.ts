import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { AppError } from '../common/app-error.js';

const healthSchema = z.object({ status: z.literal('ok') });

/** For whoever runs the API: open to all, and says nothing of what it does. */
@ApiTags('health')
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
    await this.database.query('SELECT 1').catch((cause: unknown) => {
      throw new AppError(503, 'DATABASE_UNAVAILABLE', 'The database does not answer.', {}, cause);
    });
    return { status: 'ok' };
  }
}
