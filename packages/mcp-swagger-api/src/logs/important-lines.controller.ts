import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { importantLinesSchema, importantQuerySchema, type ImportantQuery } from './important-line.schemas.js';
import { ImportantLines } from './important-lines.js';

@ApiTags('logs')
@Permission('operator')
@Controller('logs/important')
export class ImportantLinesController {
  constructor(private readonly important: ImportantLines) {}

  /** Warnings and errors of the servers and of the API itself, kept in the database as long as RETENTION says. */
  @Get()
  @ApiOkResponse({ standardSchema: importantLinesSchema })
  async list(@Query({ schema: importantQuerySchema }) query: ImportantQuery): Promise<z.infer<typeof importantLinesSchema>> {
    const { items, nextCursor } = await this.important.page(query);
    return { lines: items.map(({ id, at, serverId, level, source, text }) => ({ id, timestamp: at.toISOString(), serverId, level, source, text })), nextCursor };
  }
}
