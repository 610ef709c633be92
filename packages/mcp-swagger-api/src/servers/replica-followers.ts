import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { messageOf } from '../common/error-facts.js';
import { ServerEntity } from '../database/entities/server.entity.js';
import { Changes } from '../nodes/changes.js';
import { Leases } from '../nodes/leases.service.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import { ServerReconciler } from './server-reconciler.js';
import { ServerTurns } from './server-turns.js';

/** Does on this node what was done to a server on the node of its first replica. Servers of one replica are changed where they run. */
@Injectable()
export class ReplicaFollowers {
  private readonly logger = new Logger(ReplicaFollowers.name);

  constructor(
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
    private readonly reconciler: ServerReconciler,
    private readonly supervisor: SupervisorService,
    private readonly leases: Leases,
    private readonly turns: ServerTurns,
    changes: Changes,
  ) {
    changes.onRemote('replicas.asked', ({ serverId, restart }) => this.#follow(serverId, (server) => (restart ? this.reconciler.restart(server) : this.reconciler.reconcile(server, { asked: true }))));
    changes.onRemote('server.changed', ({ serverId, change }) => {
      if (change === 'updated') this.#follow(serverId, (server) => this.#change(server));
      if (change === 'deleted') this.#forget(serverId);
    });
  }

  async #change(server: ServerEntity): Promise<void> {
    if (this.reconciler.isUp(server) && (await this.reconciler.change(server)) === 'restart-needed') await this.reconciler.restart(server);
  }

  #follow(serverId: string, act: (server: ServerEntity) => Promise<void>): void {
    if (this.leases.held(serverId) === undefined) return;
    this.turns
      .run(serverId, async () => {
        const server = await this.servers.findOneBy({ id: serverId });
        if (server !== null && server.replicas > 1) await act(server);
      })
      .catch((error: unknown) => this.logger.warn(`The replica of server ${serverId} on this node goes on as it was: ${messageOf(error)}`));
  }

  #forget(serverId: string): void {
    if (this.leases.held(serverId) === undefined) return;
    this.leases.forget(serverId);
    void this.turns.run(serverId, () => this.supervisor.remove(serverId));
  }
}
