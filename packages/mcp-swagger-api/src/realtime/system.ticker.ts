import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SystemService } from '../metrics/system.service.js';
import { RealtimeGateway } from './realtime.gateway.js';

const INTERVAL_MS = 5_000;

/** Tells browsers every five seconds how the API itself is, while there is one to listen. */
@Injectable()
export class SystemTicker implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly system: SystemService,
    private readonly browsers: RealtimeGateway,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.#tick(), INTERVAL_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const { server } = this.browsers;
    if (server.sockets.size === 0) return;
    const view = this.system.view();
    const stamp = { serverId: '*', timestamp: view.timestamp };
    // Of this node, for those who look at it.
    server.local.emit('monitoring:unified', { ...stamp, ...view });
    server.local.emit('monitoring:system', { ...stamp, ...view.system });
  }
}
