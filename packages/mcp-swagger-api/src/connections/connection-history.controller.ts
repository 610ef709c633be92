import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { EndedConnectionView } from 'mcp-swagger-ipc';
import { Permission } from '../auth/permission.js';
import { isPassing } from '../common/database-error.js';
import { ConnectionHistory } from '../history/connection-history.js';
import { ConnectionsService } from './connections.service.js';
import { type ConnectionsQuery, connectionsQuerySchema, historyAnswerSchema } from './connection.schemas.js';

/** Who was connected. */
@ApiTags('connections')
@Permission('viewer')
@Controller('mcp/connections/history')
export class ConnectionHistoryController {
  constructor(
    private readonly kept: ConnectionHistory,
    private readonly connections: ConnectionsService,
  ) {}

  /** Ended connections, the newest first, also those of earlier runs of the API; while the database is away, the last ones of this run. */
  @Get()
  @ApiOkResponse({ standardSchema: historyAnswerSchema })
  async history(@Query({ schema: connectionsQuerySchema }) query: ConnectionsQuery) {
    try {
      const { items, nextCursor } = await this.kept.page(query);
      return { connections: items, nextCursor };
    } catch (error) {
      if (!isPassing(error) || query.cursor !== undefined) throw error;
      return { connections: this.#remembered(query), nextCursor: null };
    }
  }

  #remembered({ serverId, kind, limit }: ConnectionsQuery): EndedConnectionView[] {
    return this.connections.history(serverId).filter((ended) => kind === undefined || ended.kind === kind).slice(0, limit);
  }
}
