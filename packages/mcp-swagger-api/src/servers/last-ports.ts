import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { ServerEntity } from '../database/entities/server.entity.js';
import { OnAppEvent } from '../events/app-event-emitter.js';
import type { AppEventMap } from '../events/app-events.js';
import { Leases } from '../nodes/leases.service.js';

/** Remembers the port that a server had last, so that it keeps its address over restarts of the API. */
@Injectable()
export class LastPorts {
  constructor(
    @InjectRepository(ServerEntity) private readonly servers: Repository<ServerEntity>,
    private readonly leases: Leases,
  ) {}

  @OnAppEvent('mcp.server.started')
  onStarted({ serverId, port }: AppEventMap['mcp.server.started']): void {
    // Whoever has lost the server does not say where it is.
    if (port === undefined || this.leases.held(serverId) === undefined) return;
    // A port that is not remembered costs a new address after the next start of the API, and nothing else.
    this.servers.update({ id: serverId }, { lastPort: port, updatedAt: () => '"updated_at"' }).catch(() => {});
  }
}
