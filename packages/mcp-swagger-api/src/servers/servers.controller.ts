import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { idSchema } from '../common/id.js';
import { Environment } from '../config/environment.js';
import { ConnectionsService } from '../connections/connections.service.js';
import type { ServerEntity } from '../database/entities/server.entity.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import {
  type CreateServerBody,
  createServerSchema,
  serverStatusSchema,
  type ServerView,
  serverViewSchema,
  type UpdateServerBody,
  updateServerSchema,
  waitSchema,
} from './server.schemas.js';
import { ServersService } from './servers.service.js';
import { neverStarted, toServerView } from './to-server-view.js';

type Wait = z.infer<typeof waitSchema>;

/** The configured servers, and the wish to have them run or not. */
@ApiTags('servers')
@Controller('servers')
export class ServersController {
  constructor(
    private readonly servers: ServersService,
    private readonly supervisor: SupervisorService,
    private readonly connections: ConnectionsService,
    private readonly environment: Environment,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: z.object({ servers: z.array(serverViewSchema) }) })
  async list() {
    return { servers: (await this.servers.list()).map((server) => this.#view(server)) };
  }

  @Post()
  @ApiCreatedResponse({ standardSchema: serverViewSchema })
  async create(@Body({ schema: createServerSchema }) body: CreateServerBody) {
    return this.#view(await this.servers.create(body));
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: serverViewSchema })
  async get(@Param('id', { schema: idSchema }) id: string) {
    return this.#view(await this.servers.get(id));
  }

  @Patch(':id')
  @ApiOkResponse({ standardSchema: serverViewSchema })
  async update(@Param('id', { schema: idSchema }) id: string, @Body({ schema: updateServerSchema }) body: UpdateServerBody) {
    return this.#view(await this.servers.update(id, body));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  delete(@Param('id', { schema: idSchema }) id: string) {
    return this.servers.delete(id);
  }

  @Get(':id/status')
  @ApiOkResponse({ standardSchema: serverStatusSchema })
  async status(@Param('id', { schema: idSchema }) id: string) {
    const server = await this.servers.get(id);
    return { serverId: id, desiredState: server.desiredState, process: this.supervisor.view(id) ?? neverStarted(server) };
  }

  @Post(':id/start')
  @ApiOkResponse({ standardSchema: serverViewSchema })
  @ApiAcceptedResponse({ standardSchema: serverViewSchema })
  async start(@Param('id', { schema: idSchema }) id: string, @Query({ schema: waitSchema }) query: Wait, @Res({ passthrough: true }) response: Response) {
    return this.#answer(await this.servers.setDesiredState(id, 'running'), query, response);
  }

  @Post(':id/stop')
  @ApiOkResponse({ standardSchema: serverViewSchema })
  @ApiAcceptedResponse({ standardSchema: serverViewSchema })
  async stop(@Param('id', { schema: idSchema }) id: string, @Query({ schema: waitSchema }) query: Wait, @Res({ passthrough: true }) response: Response) {
    return this.#answer(await this.servers.setDesiredState(id, 'stopped'), query, response);
  }

  @Post(':id/restart')
  @ApiOkResponse({ standardSchema: serverViewSchema })
  @ApiAcceptedResponse({ standardSchema: serverViewSchema })
  async restart(@Param('id', { schema: idSchema }) id: string, @Query({ schema: waitSchema }) query: Wait, @Res({ passthrough: true }) response: Response) {
    return this.#answer(await this.servers.restart(id), query, response);
  }

  /** 202 with the state on the way, or, asked to wait, 200 with the state that it came to. */
  async #answer(server: ServerEntity, { wait }: Wait, response: Response): Promise<ServerView> {
    response.status(wait === 'true' ? 200 : 202);
    if (wait === 'true') await this.supervisor.settled(server.id, this.environment.variables.PROCESS_TIMEOUT);
    return this.#view(server);
  }

  #view(server: ServerEntity): ServerView {
    const { activeConnections, totalConnections } = this.connections.summary(server.id);
    return toServerView(server, this.supervisor.view(server.id), { activeConnections, totalConnections });
  }
}
