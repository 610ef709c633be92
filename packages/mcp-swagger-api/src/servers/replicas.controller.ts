import { Controller, Get, Param, Req } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { type ProcessView, processViewSchema } from 'mcp-swagger-ipc';
import { z } from 'zod';
import { Permission } from '../auth/permission.js';
import { idSchema } from '../common/id.js';
import type { Holder } from '../nodes/lease-store.js';
import { Leases } from '../nodes/leases.service.js';
import { Membership } from '../nodes/membership.js';
import { Peers } from '../nodes/peers.js';
import { Roster } from '../nodes/roster.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import { ServersService } from './servers.service.js';
import { neverStarted } from './to-server-view.js';

const replicaSchema = z.object({
  replica: z.number().int().describe('from 0; the first one speaks for the server'),
  nodeId: z.uuid().describe('asks for this one in any path below the server or its process, as ?node='),
  generation: z.number().int().describe('of its lease'),
  process: processViewSchema.nullable().describe('null: the node does not answer'),
});

const replicasViewSchema = z.object({
  serverId: z.uuid(),
  wanted: z.number().int().describe('as configured; with fewer nodes there are fewer replicas'),
  replicas: z.array(replicaSchema),
});

/** Every process of a server that several nodes run. */
@ApiTags('servers')
@Permission('viewer')
@Controller('servers')
export class ReplicasController {
  constructor(
    private readonly servers: ServersService,
    private readonly supervisor: SupervisorService,
    private readonly leases: Leases,
    private readonly membership: Membership,
    private readonly roster: Roster,
    private readonly peers: Peers,
  ) {}

  @Get(':id/replicas')
  @ApiOkResponse({ standardSchema: replicasViewSchema })
  async list(@Param('id', { schema: idSchema }) id: string, @Req() request: Request) {
    const server = await this.servers.get(id);
    const replicas = (await this.#holders(id)).map(async (holder) => {
      const isHere = holder.nodeId === this.membership.id;
      return { ...holder, process: isHere ? (this.supervisor.view(id) ?? neverStarted(server)) : await this.#processAt(request, id, holder) };
    });
    return { serverId: id, wanted: server.replicas, replicas: await Promise.all(replicas) };
  }

  /** A node that is alone has no list of who has what. */
  async #holders(serverId: string): Promise<Holder[]> {
    const generation = this.leases.held(serverId);
    if (this.membership.isAlone) return generation === undefined ? [] : [{ replica: 0, nodeId: this.membership.id, generation }];
    await this.leases.refresh();
    return this.roster.find(serverId)?.holders ?? [];
  }

  async #processAt(request: Request, serverId: string, { nodeId, generation }: Holder): Promise<ProcessView | null> {
    const url = this.roster.nodes.find(({ id }) => id === nodeId)?.url;
    if (url == null) return null;
    const path = `/api/processes/${serverId}`;
    const answer = await this.peers.askNode(request, { nodeId, url, serverId, generation }, { method: 'GET', path }, true).catch(() => undefined);
    return answer?.status === 200 ? processViewSchema.parse(JSON.parse(answer.text)) : null;
  }
}
