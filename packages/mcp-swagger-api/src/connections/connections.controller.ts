import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { connectionViewSchema, sayReason } from 'mcp-swagger-ipc';
import { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { AppError } from '../common/app-error.js';
import { toInstant } from '../common/instant.js';
import { takePage } from '../common/page.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import {
  connectionQuerySchema,
  connectionsAnswerSchema,
  type ConnectionsQuery,
  connectionsQuerySchema,
  countAnswerSchema,
  statusAnswerSchema,
} from './connection.schemas.js';
import { ConnectionsService } from './connections.service.js';

type ConnectionQuery = z.infer<typeof connectionQuerySchema>;

const sessionIdSchema = z.string().min(1).max(200);

/** Who is connected, over all servers or one. */
@ApiTags('connections')
@Permission('viewer')
@Controller('mcp/connections')
export class ConnectionsController {
  constructor(
    private readonly connections: ConnectionsService,
    private readonly supervisor: SupervisorService,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: connectionsAnswerSchema })
  list(@Query({ schema: connectionsQuerySchema }) { serverId, kind, limit, cursor }: ConnectionsQuery) {
    const { lastUpdate, ...summary } = this.connections.summary(serverId);
    const chosen = this.connections.list(serverId).filter((connection) => kind === undefined || connection.kind === kind);
    const { items, nextCursor } = takePage(chosen, (connection) => `${connection.connectedAt} ${connection.sessionId} ${connection.serverId}`, limit, cursor);
    return { ...summary, connections: items, lastUpdated: lastUpdate, nextCursor };
  }

  @Get('count')
  @ApiOkResponse({ standardSchema: countAnswerSchema })
  count() {
    const { activeConnections, totalConnections, totalSinceStart } = this.connections.summary();
    return { activeConnections, totalConnections, totalSinceStart, timestamp: toInstant(Date.now()) };
  }

  @Get('status')
  @ApiOkResponse({ standardSchema: statusAnswerSchema })
  status() {
    const { processStatus, source, activeConnections, lastUpdate } = this.connections.summary();
    return { processStatus, source, activeConnections, lastUpdate };
  }

  @Get(':sessionId')
  @ApiOkResponse({ standardSchema: connectionViewSchema })
  get(@Param('sessionId', { schema: sessionIdSchema }) sessionId: string, @Query({ schema: connectionQuerySchema }) { serverId }: ConnectionQuery) {
    return this.connections.find(sessionId, serverId) ?? notFound(sessionId);
  }

  /** Asks the server's process to end the session; its client will have to initialise again. */
  @Permission('operator')
  @Delete(':sessionId')
  @HttpCode(204)
  @ApiNoContentResponse()
  async disconnect(@Param('sessionId', { schema: sessionIdSchema }) sessionId: string, @Query({ schema: connectionQuerySchema }) query: ConnectionQuery): Promise<void> {
    const { serverId } = this.connections.find(sessionId, query.serverId) ?? notFound(sessionId);
    const answer = await this.supervisor.ask(serverId, { command: 'close-session', sessionId, reason: sayReason('OPERATOR') }).catch((cause: Error) => {
      throw new AppError(503, 'PROCESS_UNREACHABLE', `The connection could not be ended: ${cause.message}`, {}, cause);
    });
    if (answer.type === 'COMMAND_RESULT' && !answer.data.success) {
      throw new AppError(409, 'CONNECTION_NOT_CLOSED', answer.data.error ?? 'The process could not end the connection.');
    }
  }
}

function notFound(sessionId: string): never {
  throw new AppError(404, 'CONNECTION_NOT_FOUND', `There is no live connection ${sessionId}; GET /api/mcp/connections lists them.`);
}
