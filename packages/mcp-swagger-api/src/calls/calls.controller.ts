import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { idSchema, isRowId } from '../common/id.js';
import { serverNotFound } from '../common/server-not-found.js';
import { ServerEntity } from '../database/entities/server.entity.js';
import { CallHistory } from './call-history.js';
import { callFiguresQuerySchema, callFiguresSchema, callsQuerySchema, callsSchema, stepOfRange, wholeMinutes, wholeRange } from './call.schemas.js';

@ApiTags('servers')
@Permission('viewer')
@Controller('servers')
export class CallsController {
  constructor(
    private readonly history: CallHistory,
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
  ) {}

  /** How often its tools were called, how it went and how long it took: in sum, by tool, and over time. Without a range the last hour. */
  @Get(':id/calls')
  @ApiOkResponse({ standardSchema: callFiguresSchema })
  async figures(@Param('id', { schema: idSchema }) id: string, @Query({ schema: callFiguresQuerySchema }) { tool, step, ...given }: z.infer<typeof callFiguresQuerySchema>) {
    await this.#refuseUnknown(id);
    const range = wholeMinutes(wholeRange(given));
    const stepMs = stepOfRange(range, step);
    const figures = await this.history.figures({ serverId: id, tool, ...range, stepMs });
    return { serverId: id, from: range.from.toISOString(), to: range.to.toISOString(), stepMs, ...figures };
  }

  /** The calls one by one, the newest first, where they are kept. */
  @Get(':id/calls/list')
  @ApiOkResponse({ standardSchema: callsSchema })
  async list(@Param('id', { schema: idSchema }) id: string, @Query({ schema: callsQuerySchema }) { tool, errors, limit, cursor, ...given }: z.infer<typeof callsQuerySchema>) {
    await this.#refuseUnknown(id);
    const { items, nextCursor } = await this.history.page({ serverId: id, tool, ...wholeRange(given), errors: errors === 'true', limit, cursor });
    const calls = items.map(({ at, tool: name, sessionId, durationMs, upstreamStatus, isError, bytesIn, bytesOut }) => ({
      at: at.toISOString(),
      tool: name,
      sessionId,
      durationMs,
      upstreamStatus,
      isError,
      bytesIn,
      bytesOut,
    }));
    return { kept: this.history.keepsCalls, calls, nextCursor };
  }

  async #refuseUnknown(id: string): Promise<void> {
    if (!isRowId(id) || !(await this.servers.existsBy({ id }))) serverNotFound(id);
  }
}
