import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Permission } from '../auth/permission.js';
import { idSchema, isRowId } from '../common/id.js';
import { toInstant } from '../common/instant.js';
import { serverNotFound } from '../common/server-not-found.js';
import { ServerEntity } from '../database/entities/server.entity.js';
import { overviewAnswerSchema, serverConnectionsAnswerSchema, serverCountAnswerSchema } from './connection.schemas.js';
import { ConnectionsService } from './connections.service.js';

/** The same books, by server, in the envelope that these paths have always had. */
@ApiTags('connections')
@Permission('viewer')
@Controller('servers')
export class ServerConnectionsController {
  constructor(
    private readonly connections: ConnectionsService,
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
  ) {}

  @Get('mcp/connections/overview')
  @ApiOkResponse({ standardSchema: overviewAnswerSchema })
  async overview() {
    const servers = await this.servers.find({ order: { name: 'ASC' } });
    const rows = servers.map(({ id, name }) => {
      const { processStatus } = this.connections.summary(id);
      return { name, processStatus, ...this.#counts(id) };
    });
    const summary = {
      totalServers: rows.length,
      totalConnections: rows.reduce((total, row) => total + row.activeConnections, 0),
      activeServers: rows.filter((row) => row.activeConnections > 0).length,
    };
    return { success: true, message: `${summary.totalConnections} connections to ${summary.activeServers} of ${rows.length} servers.`, data: { servers: rows, summary } };
  }

  @Get(':id/mcp/connections')
  @ApiOkResponse({ standardSchema: serverConnectionsAnswerSchema })
  async list(@Param('id', { schema: idSchema }) id: string) {
    const name = await this.#nameOf(id);
    const { timestamp, activeConnections, totalConnections, totalSinceStart } = this.#counts(id);
    const { processStatus, source } = this.connections.summary(id);
    const connectionStats = { activeConnections, totalConnections, totalSinceStart, connections: this.connections.list(id) };
    return { success: true, message: `${activeConnections} connections to server ${name}.`, data: { serverId: id, processStatus, source, connectionStats, timestamp } };
  }

  @Get(':id/mcp/connections/count')
  @ApiOkResponse({ standardSchema: serverCountAnswerSchema })
  async count(@Param('id', { schema: idSchema }) id: string) {
    const name = await this.#nameOf(id);
    const data = this.#counts(id);
    return { success: true, message: `${data.activeConnections} connections to server ${name}.`, data };
  }

  #counts(serverId: string) {
    const { activeConnections, totalConnections, totalSinceStart } = this.connections.summary(serverId);
    return { serverId, activeConnections, totalConnections, totalSinceStart, timestamp: toInstant(Date.now()) };
  }

  async #nameOf(id: string): Promise<string> {
    return (isRowId(id) ? await this.servers.findOneBy({ id }) : null)?.name ?? serverNotFound(id);
  }
}
