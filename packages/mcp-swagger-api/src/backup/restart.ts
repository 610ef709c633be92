import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { ServerEntity } from '../database/entities/server.entity.js';
import { AppEventEmitter } from '../events/app-event-emitter.js';
import { Leases } from '../nodes/leases.service.js';
import { ServerReconciler } from '../servers/server-reconciler.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';

/** After all rows are others: every process ends, and those that shall run start with what their row says now. */
@Injectable()
export class Restart {
  constructor(
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
    private readonly supervisor: SupervisorService,
    private readonly reconciler: ServerReconciler,
    private readonly events: AppEventEmitter,
    private readonly leases: Leases,
  ) {}

  async known(): Promise<string[]> {
    return (await this.servers.find({ select: { id: true } })).map(({ id }) => id);
  }

  /** `before`: the servers that were known until now. */
  async all(before: readonly string[]): Promise<void> {
    await Promise.all(before.map((id) => this.supervisor.remove(id)));
    // Their rows went, and the leases with them.
    for (const id of before) this.leases.forget(id);
    const now = await this.known();
    const timestamp = Date.now();
    for (const serverId of before) if (!now.includes(serverId)) this.events.emit('server.changed', { serverId, timestamp, change: 'deleted' });
    for (const serverId of now) this.events.emit('server.changed', { serverId, timestamp, change: before.includes(serverId) ? 'updated' : 'created' });
    this.events.emit('access.changed', { timestamp });
    await this.reconciler.reconcileAll();
  }
}
