import { Body, Controller, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { idSchema } from '../common/id.js';
import { changedToolSchema, dryRunSchema, serverToolsSchema, shownRequestSchema, toolPatchSchema } from './tool.schemas.js';
import { ServersService } from './servers.service.js';
import { changeView, ToolsService } from './tools.service.js';

const nameSchema = z.string().min(1).max(500);

/** What a server offers, and the operator's word on it. */
@Permission('viewer')
@ApiTags('servers')
@Controller('servers/:id/tools')
export class ToolsController {
  constructor(
    private readonly servers: ServersService,
    private readonly tools: ToolsService,
  ) {}

  /** The tools as its document gives them with its filters, overlays and changes, whether it runs or not. */
  @Get()
  @ApiOkResponse({ standardSchema: serverToolsSchema })
  async list(@Param('id', { schema: idSchema }) id: string) {
    const server = await this.servers.get(id);
    const { tools, warnings, skipped } = await this.tools.toolsOf(server);
    return { tools, warnings, skipped, changes: Object.entries(server.toolChanges).map(([key, change]) => changeView(key, change)) };
  }

  /** Enables, disables, renames or describes a tool. It is kept with the server, by the operation: another document that has it keeps the change. */
  @Permission('operator')
  @Patch(':name')
  @ApiOkResponse({ standardSchema: changedToolSchema })
  async change(@Param('id', { schema: idSchema }) id: string, @Param('name', { schema: nameSchema }) name: string, @Body({ schema: toolPatchSchema }) patch: z.infer<typeof toolPatchSchema>) {
    const { change, applied } = await this.tools.change(id, name, patch);
    return { serverId: id, ...change, applied };
  }

  /** The request that a call with these arguments would make to the API behind, with secrets masked. Nothing is sent. The server has to run. */
  @Permission('operator')
  @Post(':name/request')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: shownRequestSchema })
  async request(@Param('id', { schema: idSchema }) id: string, @Param('name', { schema: nameSchema }) name: string, @Body({ schema: dryRunSchema }) body: z.infer<typeof dryRunSchema>) {
    const { id: serverId } = await this.servers.get(id);
    return this.tools.dryRun(serverId, name, body.arguments);
  }
}
