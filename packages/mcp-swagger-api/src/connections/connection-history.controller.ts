import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Permission } from '../auth/permission.js';
import { ConnectionHistory } from '../history/connection-history.js';
import { type ConnectionsQuery, connectionsQuerySchema, historyAnswerSchema } from './connection.schemas.js';

/** Who was connected. */
@ApiTags('connections')
@Permission('viewer')
@Controller('mcp/connections/history')
export class ConnectionHistoryController {
  constructor(private readonly connections: ConnectionHistory) {}

  /** Ended connections, the newest first, also those of earlier runs of the API. */
  @Get()
  @ApiOkResponse({ standardSchema: historyAnswerSchema })
  async history(@Query({ schema: connectionsQuerySchema }) query: ConnectionsQuery) {
    const { items, nextCursor } = await this.connections.page(query);
    return { connections: items, nextCursor };
  }
}
