import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { messageOf } from '../common/error-facts.js';
import { toInstant } from '../common/instant.js';
import { ConnectionsService } from '../connections/connections.service.js';
import type { ServerEntity } from '../database/entities/server.entity.js';
import { ServersService } from '../servers/servers.service.js';
import { ToolsService } from '../servers/tools.service.js';
import { neverStarted } from '../servers/to-server-view.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import { overallHealthSchema, overallStatusSchema, type OverallToolsQuery, overallToolsQuerySchema, overallToolsSchema } from './overall.schemas.js';

type ServedTool = Awaited<ReturnType<ToolsService['toolsOf']>>['tools'][number] & { serverId: string; serverName: string };
type Health = z.infer<typeof overallHealthSchema>;

/** Over all servers: what runs, how it does, and which tools there are. */
@ApiTags('mcp')
@Permission('viewer')
@Controller('mcp')
export class OverallController {
  constructor(
    private readonly servers: ServersService,
    private readonly supervisor: SupervisorService,
    private readonly connections: ConnectionsService,
    private readonly toolsOfServers: ToolsService,
  ) {}

  @Get('status')
  @ApiOkResponse({ standardSchema: overallStatusSchema })
  async status(): Promise<z.infer<typeof overallStatusSchema>> {
    const servers = await this.servers.list();
    const processes = servers.map((server) => ({ server, view: this.#process(server) }));
    const endpoints = processes.flatMap(({ server: { id, name }, view: { state, endpoint, transport, toolCount } }) =>
      state === 'running' && endpoint !== null ? [{ serverId: id, name, transport, endpoint, tools: toolCount ?? 0 }] : [],
    );
    const having = (...states: string[]): number => processes.filter(({ view }) => states.includes(view.state)).length;
    const { activeConnections, totalConnections } = this.connections.summary();
    return {
      timestamp: toInstant(Date.now()),
      running: having('running') > 0,
      servers: { total: servers.length, running: having('running'), failed: having('failed'), stopped: having('stopped') },
      tools: endpoints.reduce((sum, { tools }) => sum + tools, 0),
      endpoints,
      connections: { activeConnections, totalConnections },
    };
  }

  @Get('health')
  @ApiOkResponse({ standardSchema: overallHealthSchema })
  async health(): Promise<Health> {
    const servers = (await this.servers.list()).map((server): Health['servers'][number] => {
      const { state, reason, lastHealthCheck } = this.#process(server);
      const { processStatus } = this.connections.summary(server.id);
      const isWell = state === 'running' && processStatus !== 'disconnected' && lastHealthCheck?.healthy !== false;
      const { id: serverId, name, desiredState } = server;
      return { serverId, name, desiredState, state, processStatus, healthy: desiredState === 'stopped' ? state === 'stopped' : isWell, reason, lastHealthCheck };
    });
    const wanted = servers.filter(({ desiredState }) => desiredState === 'running');
    const well = wanted.filter(({ healthy }) => healthy);
    const status = well.length === wanted.length ? 'healthy' : well.length === 0 ? 'unhealthy' : 'degraded';
    return { timestamp: toInstant(Date.now()), status, servers };
  }

  /** The tools of all servers, as their documents give them with their filters and overlays; page by page, whole servers at a time. */
  @Get('tools')
  @ApiOkResponse({ standardSchema: overallToolsSchema })
  async tools(@Query({ schema: overallToolsQuerySchema }) { serverId, limit, cursor }: OverallToolsQuery) {
    const chosen = serverId === undefined ? await this.servers.list() : [await this.servers.get(serverId)];
    const ordered = chosen.toSorted((a, b) => (a.id < b.id ? -1 : 1)).filter(({ id }) => cursor === undefined || id > cursor);
    const page = { tools: [] as ServedTool[], errors: [] as { serverId: string; name: string; error: string }[], nextCursor: null as string | null };
    for (const server of ordered) {
      if (page.tools.length >= limit) break;
      page.nextCursor = server.id === ordered.at(-1)?.id ? null : server.id;
      try {
        page.tools.push(...(await this.#toolsOf(server)));
      } catch (error) {
        page.errors.push({ serverId: server.id, name: server.name, error: messageOf(error) });
      }
    }
    return { ...page, total: page.tools.length };
  }

  async #toolsOf(server: ServerEntity): Promise<ServedTool[]> {
    const { tools } = await this.toolsOfServers.toolsOf(server);
    return tools.map((tool) => ({ ...tool, serverId: server.id, serverName: server.name }));
  }

  #process(server: ServerEntity) {
    return this.supervisor.view(server.id) ?? neverStarted(server);
  }
}
