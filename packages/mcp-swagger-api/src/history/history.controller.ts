import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { AppError } from '../common/app-error.js';
import { idSchema, isRowId } from '../common/id.js';
import { serverNotFound } from '../common/server-not-found.js';
import { ServerEntity } from '../database/entities/server.entity.js';
import { HealthHistory, toHealthCheckView } from './health-history.js';
import { healthHistoryQuerySchema, healthHistorySchema, processEventsQuerySchema, processEventsSchema, processRecordSchema } from './history.schemas.js';
import { ProcessHistory } from './process-history.js';

/** What is remembered of a server's processes, over restarts of the API. */
@ApiTags('processes')
@Permission('viewer')
@Controller()
export class HistoryController {
  constructor(
    private readonly processes: ProcessHistory,
    private readonly health: HealthHistory,
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
  ) {}

  /** Starts, exits, changes of state and tools, the newest first. */
  @Get('processes/:id/events')
  @ApiOkResponse({ standardSchema: processEventsSchema })
  async events(@Param('id', { schema: idSchema }) id: string, @Query({ schema: processEventsQuerySchema }) query: z.infer<typeof processEventsQuerySchema>) {
    await this.#refuseUnknown(id);
    const { items, nextCursor } = await this.processes.page({ serverId: id, ...query });
    return { events: items.map(({ at, type, generation, message, detail }) => ({ at: at.toISOString(), type, generation, message, detail: { ...detail } })), nextCursor };
  }

  /** What was last known of the process, also when that was before the API's last start. */
  @Get('processes/:id/record')
  @ApiOkResponse({ standardSchema: processRecordSchema })
  async record(@Param('id', { schema: idSchema }) id: string) {
    await this.#refuseUnknown(id);
    const record = await this.processes.record(id);
    if (record === null) throw new AppError(404, 'PROCESS_NEVER_STARTED', 'The server was never started, so there is no record of a process.');
    const { serverId, nodeId, state, pid, generation, restarts, endpoint, reason, configuration, lastExit, lastHealthCheck, startedAt, updatedAt } = record;
    const times = { startedAt: startedAt?.toISOString() ?? null, updatedAt: updatedAt.toISOString() };
    return { serverId, nodeId, state, pid, generation, restarts, endpoint, reason, configuration, lastExit, lastHealthCheck, ...times };
  }

  /** The last looks at the process, oldest first; the cursor leads to those before. */
  @Get('servers/:id/health/history')
  @ApiOkResponse({ standardSchema: healthHistorySchema })
  async healthHistory(@Param('id', { schema: idSchema }) id: string, @Query({ schema: healthHistoryQuerySchema }) { healthy, ...query }: z.infer<typeof healthHistoryQuerySchema>) {
    await this.#refuseUnknown(id);
    const { items, nextCursor } = await this.health.page({ serverId: id, healthy: healthy === undefined ? undefined : healthy === 'true', ...query });
    return { checks: items.map(toHealthCheckView).toReversed(), nextCursor };
  }

  async #refuseUnknown(id: string): Promise<void> {
    if (!isRowId(id) || !(await this.servers.existsBy({ id }))) serverNotFound(id);
  }
}
