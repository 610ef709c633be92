import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { idSchema, isRowId } from '../common/id.js';
import { toInstant } from '../common/instant.js';
import { serverNotFound } from '../common/server-not-found.js';
import { ConnectionsService } from '../connections/connections.service.js';
import { ServerEntity } from '../database/entities/server.entity.js';
import type { CallCount } from './call-counts.js';
import { CallsService } from './calls.service.js';

const callsSchema = z.object({
  total: z.number().int(),
  errors: z.number().int(),
  averageMs: z.number().nullable(),
  maxMs: z.number().nullable(),
  bytesIn: z.number(),
  bytesOut: z.number(),
  lastAt: z.iso.datetime().nullable(),
});

const serverMetricsSchema = z.object({
  serverId: z.uuid(),
  timestamp: z.iso.datetime(),
  calls: callsSchema.describe('since the API started'),
  tools: z.array(callsSchema.extend({ name: z.string() })).describe('most called first'),
  connections: z.object({ activeConnections: z.number().int(), totalConnections: z.number().int() }),
});

@ApiTags('servers')
@Permission('viewer')
@Controller('servers')
export class ServerMetricsController {
  constructor(
    private readonly calls: CallsService,
    private readonly connections: ConnectionsService,
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
  ) {}

  @Get(':id/metrics')
  @ApiOkResponse({ standardSchema: serverMetricsSchema })
  async metrics(@Param('id', { schema: idSchema }) id: string) {
    if (!isRowId(id) || !(await this.servers.existsBy({ id }))) serverNotFound(id);
    const { sum, tools } = this.calls.of(id);
    const { activeConnections, totalConnections } = this.connections.summary(id);
    return {
      serverId: id,
      timestamp: toInstant(Date.now()),
      calls: toCalls(sum),
      tools: [...tools].map(([name, count]) => ({ name, ...toCalls(count) })).toSorted((a, b) => b.total - a.total),
      connections: { activeConnections, totalConnections },
    };
  }
}

function toCalls({ calls, errors, totalMs, maxMs, bytesIn, bytesOut, lastAt }: CallCount): z.infer<typeof callsSchema> {
  const averageMs = calls === 0 ? null : Math.round((totalMs / calls) * 10) / 10;
  return { total: calls, errors, averageMs, maxMs: calls === 0 ? null : maxMs, bytesIn, bytesOut, lastAt: lastAt === null ? null : toInstant(lastAt) };
}
