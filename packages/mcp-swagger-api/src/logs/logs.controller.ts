import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { logLineViewSchema } from 'mcp-swagger-ipc';
import { Repository } from 'typeorm';
import { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { idSchema, isRowId } from '../common/id.js';
import { serverNotFound } from '../common/server-not-found.js';
import { ServerEntity } from '../database/entities/server.entity.js';
import { LogsService } from './logs.service.js';

const querySchema = z.object({
  level: logLineViewSchema.shape.level.optional(),
  search: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});

@ApiTags('processes')
@Permission('viewer')
@Controller('processes')
export class LogsController {
  constructor(
    private readonly logs: LogsService,
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
  ) {}

  /** What the process said on stderr and the supervisor about it, oldest first. */
  @Get(':id/logs')
  @ApiOkResponse({ standardSchema: z.object({ lines: z.array(logLineViewSchema) }) })
  async find(@Param('id', { schema: idSchema }) id: string, @Query({ schema: querySchema }) query: z.infer<typeof querySchema>) {
    if (!isRowId(id) || !(await this.servers.existsBy({ id }))) serverNotFound(id);
    return { lines: this.logs.find(id, query) };
  }
}
