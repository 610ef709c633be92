import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { processViewSchema } from 'mcp-swagger-ipc';
import { z } from 'zod';
import { idSchema } from '../common/id.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import { ServersService } from './servers.service.js';
import { neverStarted } from './to-server-view.js';

/** What runs; a process goes by its server's id. */
@ApiTags('processes')
@Controller('processes')
export class ProcessesController {
  constructor(
    private readonly servers: ServersService,
    private readonly supervisor: SupervisorService,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: z.object({ processes: z.array(processViewSchema) }) })
  list() {
    return { processes: this.supervisor.views() };
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: processViewSchema })
  async get(@Param('id', { schema: idSchema }) id: string) {
    const server = await this.servers.get(id);
    return this.supervisor.view(id) ?? neverStarted(server);
  }
}
