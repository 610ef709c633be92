import { Controller, Get, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { processEndViewSchema, type ProcessView, processViewSchema, resourcesViewSchema } from 'mcp-swagger-ipc';
import { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { idSchema } from '../common/id.js';
import { toInstant } from '../common/instant.js';
import { Environment } from '../config/environment.js';
import { isChosen } from '../nodes/chosen.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import { waitSchema } from './server.schemas.js';
import { ServersService } from './servers.service.js';
import { neverStarted } from './to-server-view.js';

/** `history`: how the last 50 processes of the server ended, oldest first. */
const processDetailSchema = processViewSchema.extend({ history: z.array(processEndViewSchema) }).meta({ id: 'ProcessDetail' });

const processMetricsSchema = z.object({
  serverId: z.uuid(),
  timestamp: z.iso.datetime(),
  pid: z.number().int().nullable(),
  uptimeMs: z.number().nullable(),
  memoryLimitBytes: z.number().int().nullable(),
  heapBytes: z.number().nullable(),
  eventLoopDelayMs: z.number().nullable(),
  resources: resourcesViewSchema.nullable(),
  samples: z.array(resourcesViewSchema).describe('the last 120, oldest first; the processes before this one included'),
});

const processesSchema = z.object({
  processes: z.array(processViewSchema).describe('one of each server'),
  replicas: z
    .array(z.object({ nodeId: z.uuid(), process: processViewSchema }))
    .optional()
    .describe('of servers that several nodes run: those beside the first one'),
});

/** What runs; a process goes by its server's id. */
@ApiTags('processes')
@Permission('viewer')
@Controller('processes')
export class ProcessesController {
  constructor(
    private readonly servers: ServersService,
    private readonly supervisor: SupervisorService,
    private readonly environment: Environment,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: processesSchema })
  list(): z.infer<typeof processesSchema> {
    return { processes: this.supervisor.views() };
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: processDetailSchema })
  async get(@Param('id', { schema: idSchema }) id: string) {
    return { ...(await this.#view(id)), history: this.supervisor.past(id).ends };
  }

  @Get(':id/metrics')
  @ApiOkResponse({ standardSchema: processMetricsSchema })
  async metrics(@Param('id', { schema: idSchema }) id: string) {
    const { pid, uptimeMs, memoryLimitBytes, heartbeat, resources } = await this.#view(id);
    const check = this.supervisor.past(id).checks.findLast(({ probe, healthy }) => probe === 'control' && healthy);
    // Whichever of the two was told last.
    const isCheckNewer = pid !== null && check !== undefined && check.at > (heartbeat?.at ?? '');
    return {
      serverId: id,
      timestamp: toInstant(Date.now()),
      pid,
      uptimeMs,
      memoryLimitBytes,
      heapBytes: heartbeat?.heapBytes ?? null,
      eventLoopDelayMs: (isCheckNewer ? check.eventLoopDelayMs : heartbeat?.eventLoopDelayMs) ?? null,
      resources,
      samples: this.supervisor.past(id).samples,
    };
  }

  @Permission('operator')
  @Post(':id/restart')
  @ApiOkResponse({ standardSchema: processViewSchema })
  @ApiAcceptedResponse({ standardSchema: processViewSchema })
  async restart(
    @Param('id', { schema: idSchema }) id: string,
    @Query({ schema: waitSchema }) { wait }: z.infer<typeof waitSchema>,
    @Res({ passthrough: true }) response: Response,
  ) {
    await this.servers.restart(id, isChosen(response.req));
    response.status(wait === 'true' ? HttpStatus.OK : HttpStatus.ACCEPTED);
    if (wait === 'true') await this.supervisor.settled(id, this.environment.variables.PROCESS_TIMEOUT);
    return this.#view(id);
  }

  async #view(id: string): Promise<ProcessView> {
    // What runs is known without the database, which may be away.
    return this.supervisor.view(id) ?? neverStarted(await this.servers.get(id));
  }
}
