import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Caller } from '../auth/caller.js';
import { FromCaller } from '../auth/from-caller.js';
import { Permission } from '../auth/permission.js';
import { trustsTyped } from '../auth/trusts-typed.js';
import { idSchema } from '../common/id.js';
import { IfMatch, TakesIfMatch } from '../common/if-match.js';
import { toProblem } from '../common/problem.filter.js';
import { Environment } from '../config/environment.js';
import { ConnectionsService } from '../connections/connections.service.js';
import type { ServerEntity } from '../database/entities/server.entity.js';
import { DocumentsService } from '../documents/documents.service.js';
import { isChosen } from '../nodes/chosen.js';
import { Peers } from '../nodes/peers.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import { type BatchBody, type BatchResult, batchResultOf, batchSchema, batchViewSchema } from './batch.schemas.js';
import { refuseCommand } from './command-settings.js';
import { healthOf, serverHealthSchema } from './health-of.js';
import { MISSED_HEALTH_CHECKS } from './process-spec-of.js';
import {
  changedServerSchema,
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
@Permission('viewer')
@Controller('servers')
export class ServersController {
  constructor(
    private readonly servers: ServersService,
    private readonly supervisor: SupervisorService,
    private readonly connections: ConnectionsService,
    private readonly documents: DocumentsService,
    private readonly environment: Environment,
    private readonly peers: Peers,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: z.object({ servers: z.array(serverViewSchema) }) })
  async list() {
    return { servers: (await this.servers.list()).map((server) => this.#view(server)) };
  }

  @Permission('operator')
  @Post()
  @ApiCreatedResponse({ standardSchema: serverViewSchema })
  async create(@Body({ schema: createServerSchema }) body: CreateServerBody, @FromCaller() caller: Caller) {
    this.#refuseCommandOf(body, caller);
    return this.#view(await this.servers.create(body, trustsTyped(caller)));
  }

  /** Does the same with many servers. One that cannot keeps none of the others from it; the outcomes are in the order of the ids. */
  @Permission('operator')
  @Post('batch')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: batchViewSchema })
  async batch(@Body({ schema: batchSchema }) { ids, action }: BatchBody, @Query({ schema: waitSchema }) { wait }: Wait, @Req() request: Request) {
    return { results: await Promise.all([...new Set(ids)].map((id) => this.#actOn(request, id, action, wait === 'true'))) };
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: serverViewSchema })
  async get(@Param('id', { schema: idSchema }) id: string) {
    return this.#view(await this.servers.get(id));
  }

  @Permission('operator')
  @TakesIfMatch()
  @Patch(':id')
  @ApiOkResponse({ standardSchema: changedServerSchema })
  async update(@Param('id', { schema: idSchema }) id: string, @Body({ schema: updateServerSchema }) body: UpdateServerBody, @FromCaller() caller: Caller, @IfMatch() ifMatch?: string) {
    this.#refuseCommandOf(body, caller);
    const { server, applied } = await this.servers.update(id, body, trustsTyped(caller), ifMatch);
    return { ...this.#view(server), applied };
  }

  @Permission('operator')
  @TakesIfMatch()
  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  delete(@Param('id', { schema: idSchema }) id: string, @IfMatch() ifMatch?: string) {
    return this.servers.delete(id, ifMatch);
  }

  @Get(':id/status')
  @ApiOkResponse({ standardSchema: serverStatusSchema })
  async status(@Param('id', { schema: idSchema }) id: string) {
    const server = await this.servers.get(id);
    return { serverId: id, desiredState: server.desiredState, process: this.supervisor.view(id) ?? neverStarted(server) };
  }

  @Get(':id/health')
  @ApiOkResponse({ standardSchema: serverHealthSchema })
  async health(@Param('id', { schema: idSchema }) id: string) {
    const { state, readyAt } = this.supervisor.view(id) ?? neverStarted(await this.servers.get(id));
    return healthOf(id, state, readyAt, this.supervisor.past(id).checks, MISSED_HEALTH_CHECKS);
  }

  @Permission('operator')
  @Post(':id/start')
  @ApiOkResponse({ standardSchema: serverViewSchema })
  @ApiAcceptedResponse({ standardSchema: serverViewSchema })
  async start(@Param('id', { schema: idSchema }) id: string, @Query({ schema: waitSchema }) query: Wait, @Res({ passthrough: true }) response: Response) {
    return this.#answer(await this.servers.setDesiredState(id, 'running', isChosen(response.req)), query, response);
  }

  @Permission('operator')
  @Post(':id/stop')
  @ApiOkResponse({ standardSchema: serverViewSchema })
  @ApiAcceptedResponse({ standardSchema: serverViewSchema })
  async stop(@Param('id', { schema: idSchema }) id: string, @Query({ schema: waitSchema }) query: Wait, @Res({ passthrough: true }) response: Response) {
    return this.#answer(await this.servers.setDesiredState(id, 'stopped'), query, response);
  }

  @Permission('operator')
  @Post(':id/restart')
  @ApiOkResponse({ standardSchema: serverViewSchema })
  @ApiAcceptedResponse({ standardSchema: serverViewSchema })
  async restart(@Param('id', { schema: idSchema }) id: string, @Query({ schema: waitSchema }) query: Wait, @Res({ passthrough: true }) response: Response) {
    return this.#answer(await this.servers.restart(id, isChosen(response.req)), query, response);
  }

  /** Reads the document again from its address; sessions stay. A broken one is answered with 422, and the old tools go on. */
  @Permission('operator')
  @Post(':id/reload')
  @ApiOkResponse({ standardSchema: changedServerSchema })
  @ApiAcceptedResponse({ standardSchema: changedServerSchema })
  async reload(@Param('id', { schema: idSchema }) id: string, @Query({ schema: waitSchema }) query: Wait, @Res({ passthrough: true }) response: Response) {
    const { server, applied } = await this.servers.reload(id);
    return { ...(await this.#answer(server, query, response)), applied };
  }

  #refuseCommandOf({ command, environment }: Pick<UpdateServerBody, 'command' | 'environment'>, caller: Caller): void {
    if (command !== undefined || environment !== undefined) refuseCommand(caller, this.environment.variables.ALLOW_COMMAND_SERVERS);
  }

  async #actOn(request: Request, id: string, action: BatchBody['action'], wait: boolean): Promise<BatchResult> {
    try {
      const elsewhere = await this.#actElsewhere(request, id, action, wait);
      if (elsewhere !== undefined) return elsewhere;
      await this.#act(id, action);
      if (wait && action !== 'delete') await this.supervisor.settled(id, this.environment.variables.PROCESS_TIMEOUT);
      return { id, success: true, state: action === 'delete' ? null : (this.supervisor.view(id)?.state ?? 'stopped'), error: null };
    } catch (error) {
      const { status, code, detail } = toProblem(error, `/api/servers/${id}`);
      return { id, success: false, state: this.supervisor.view(id)?.state ?? null, error: { status, code, detail } };
    }
  }

  /** On the node that has the server; undefined when that is this one. */
  async #actElsewhere(request: Request, id: string, action: BatchBody['action'], wait: boolean): Promise<BatchResult | undefined> {
    const path = action === 'delete' ? `/api/servers/${id}` : `/api/servers/${id}/${action}?wait=${wait}`;
    const answer = await this.peers.askOwner(request, id, action === 'delete' ? 'DELETE' : 'POST', path);
    return answer === undefined ? undefined : batchResultOf(id, answer);
  }

  async #act(id: string, action: BatchBody['action']): Promise<void> {
    switch (action) {
      case 'start':
        await this.servers.setDesiredState(id, 'running');
        return;
      case 'stop':
        await this.servers.setDesiredState(id, 'stopped');
        return;
      case 'restart':
        await this.servers.restart(id);
        return;
      case 'reload':
        await this.servers.reload(id);
        return;
      case 'delete':
        await this.servers.delete(id);
    }
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
