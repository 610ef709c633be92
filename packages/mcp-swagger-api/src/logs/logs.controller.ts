import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import type { Request, Response } from 'express';
import { Repository } from 'typeorm';
import type { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { AppError } from '../common/app-error.js';
import { idSchema, isRowId } from '../common/id.js';
import { serverNotFound } from '../common/server-not-found.js';
import { ServerEntity } from '../database/entities/server.entity.js';
import { downloadLog } from './download-log.js';
import {
  allLogsQuerySchema,
  allTailQuerySchema,
  contextQuerySchema,
  downloadQuerySchema,
  lineIdSchema,
  logContextSchema,
  logLinesSchema,
  type LogQuery,
  logQuerySchema,
  serverLogLinesSchema,
  tailQuerySchema,
  toConditions,
  toOrder,
} from './log.schemas.js';
import { LogTails } from './log-tails.js';
import { LogsService } from './logs.service.js';
import type { Found } from './search-lines.js';
import { stretchesOf } from './search-request.js';

@ApiTags('logs')
@Permission('viewer')
@Controller()
export class LogsController {
  constructor(
    private readonly logs: LogsService,
    private readonly tails: LogTails,
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
  ) {}

  /** The logs of all servers as one, or of the one that is asked for. */
  @Get('logs')
  @ApiOkResponse({ standardSchema: logLinesSchema })
  async all(@Query({ schema: allLogsQuerySchema }) query: z.output<typeof allLogsQuerySchema>) {
    return toLines(await this.logs.search(await this.#wanted(query.serverId), toConditions(query), toOrder(query)));
  }

  /** The same, live: server-sent events `line`, `dropped` and, where an expression takes too long for all that comes, `unexamined` with a count. */
  @Get('logs/stream')
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'Lines as they come.' })
  async streamAll(@Query({ schema: allTailQuerySchema }) query: z.output<typeof allTailQuerySchema>, @Req() request: Request, @Res() response: Response) {
    this.tails.open(query.serverId, await this.#wanted(query.serverId), toConditions(query), request, response);
  }

  /** What the process said on stderr and the supervisor about it, oldest first; from memory and from the files. */
  @Get('processes/:id/logs')
  @ApiOkResponse({ standardSchema: serverLogLinesSchema })
  async find(@Param('id', { schema: idSchema }) id: string, @Query({ schema: logQuerySchema }) query: LogQuery) {
    await this.#server(id);
    return { ...toLines(await this.logs.search([id], toConditions(query), toOrder(query))), counts: this.logs.counts(id) };
  }

  @Get('processes/:id/logs/stream')
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'Lines as they come.' })
  async stream(@Param('id', { schema: idSchema }) id: string, @Query({ schema: tailQuerySchema }) query: z.output<typeof tailQuerySchema>, @Req() request: Request, @Res() response: Response) {
    await this.#server(id);
    this.tails.open(id, [id], toConditions(query), request, response);
  }

  /** All that is kept, or what of it fulfils the conditions, as a file. */
  @Get('processes/:id/logs/download')
  @ApiProduces('text/plain', 'application/x-ndjson')
  @ApiOkResponse({ description: 'The lines, oldest first.' })
  async download(@Param('id', { schema: idSchema }) id: string, @Query({ schema: downloadQuerySchema }) query: z.output<typeof downloadQuerySchema>, @Res() response: Response) {
    const { name } = await this.#server(id);
    const logs = await this.logs.logsOf([id]);
    await downloadLog(name, logs.flatMap(stretchesOf), toConditions(query), query.format, response);
  }

  /** The lines around one, whatever they are. */
  @Get('processes/:id/logs/:line/context')
  @ApiOkResponse({ standardSchema: logContextSchema })
  async context(
    @Param('id', { schema: idSchema }) id: string,
    @Param('line', { schema: lineIdSchema }) line: z.output<typeof lineIdSchema>,
    @Query({ schema: contextQuerySchema }) { before, after }: z.output<typeof contextQuerySchema>,
  ) {
    await this.#server(id);
    const [upTo, following] = await Promise.all([
      this.logs.search([id], {}, { from: 'newest', before: line + 1, after: -1, limit: before + 1 }),
      after === 0 ? undefined : this.logs.search([id], {}, { from: 'oldest', before: Infinity, after: line, limit: after }),
    ]);
    const found = upTo.lines.at(-1);
    if (found?.id !== line) throw new AppError(404, 'LINE_NOT_FOUND', `Server ${id} has no line ${line} any more; GET /api/processes/${id}/logs lists those that are kept.`);
    return { before: upTo.lines.slice(0, -1), line: found, after: following?.lines ?? [] };
  }

  async #wanted(serverId: string | undefined): Promise<string[]> {
    if (serverId !== undefined) return [(await this.#server(serverId)).id];
    return (await this.servers.find({ select: { id: true } })).map(({ id }) => id);
  }

  async #server(id: string): Promise<ServerEntity> {
    return (isRowId(id) ? await this.servers.findOneBy({ id }) : null) ?? serverNotFound(id);
  }
}

function toLines({ lines, cursor, isComplete }: Found): z.infer<typeof logLinesSchema> {
  return { lines, nextCursor: cursor === null ? null : String(cursor), complete: isComplete };
}
