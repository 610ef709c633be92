import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { Environment } from '../config/environment.js';
import { LeaseStore } from './lease-store.js';
import { Leases } from './leases.service.js';
import { Membership } from './membership.js';

const nodeSchema = z
  .object({
    id: z.uuid(),
    isThis: z.boolean().describe('the node that answers'),
    url: z.string().nullable().describe('where the other nodes reach it; null: it is alone'),
    host: z.string(),
    pid: z.number().int(),
    version: z.string(),
    state: z.enum(['up', 'draining', 'silent']).describe('silent: not heard of for longer than NODE_LEASE_TTL, so its servers move'),
    startedAt: z.iso.datetime(),
    heartbeatAgeMs: z.number().int(),
    capacity: z.number().int(),
    labels: z.record(z.string(), z.string()),
    servers: z.number().int().describe('that shall run, and are its to run'),
    connections: z.number().int().describe('live; of other nodes as of their last heartbeat'),
  })
  .meta({ id: 'Node' });

const leaseSchema = z.object({
  serverId: z.uuid(),
  nodeId: z.uuid().nullable().describe('null: nobody has it'),
  replica: z.number().int().describe('from 0'),
  generation: z.number().int().describe('counts the claims; 0 while nobody has it'),
});

const nodesViewSchema = z.object({ nodes: z.array(nodeSchema), leases: z.array(leaseSchema) });

const NOBODY = { nodeId: null, replica: 0, generation: 0 };

/** A lone node beats every ten seconds, and two may be late. */
const ALONE_SILENT_MS = 30_000;

/** The runs of the API on this database, and which of them has which server. */
@ApiTags('nodes')
@Permission('viewer')
@Controller('nodes')
export class NodesController {
  constructor(
    private readonly store: LeaseStore,
    private readonly own: Leases,
    private readonly membership: Membership,
    private readonly environment: Environment,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: nodesViewSchema })
  async list(): Promise<z.infer<typeof nodesViewSchema>> {
    const [nodes, leases] = await Promise.all([this.store.nodes(), this.store.leases()]);
    const silentMs = this.membership.isAlone ? ALONE_SILENT_MS : this.environment.variables.NODE_LEASE_TTL;
    return {
      nodes: nodes.map(({ id, url, host, pid, version, state, startedAt, heartbeatAgeMs, capacity, labels, connections }) => ({
        id,
        isThis: id === this.membership.id,
        url,
        host,
        pid,
        version,
        state: heartbeatAgeMs > silentMs ? 'silent' : state,
        startedAt: startedAt.toISOString(),
        heartbeatAgeMs: Math.max(0, Math.round(heartbeatAgeMs)),
        capacity,
        labels: { ...labels },
        servers: leases.filter((lease) => lease.wanted && lease.holders.some(({ nodeId }) => nodeId === id)).length,
        // A lone node tells nobody how many it has.
        connections: id === this.membership.id ? this.own.connections : connections,
      })),
      leases: leases.flatMap(({ serverId, holders }) => (holders.length === 0 ? [NOBODY] : holders).map((holder) => ({ serverId, ...holder }))),
    };
  }
}
