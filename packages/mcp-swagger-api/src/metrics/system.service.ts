import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { SystemView } from 'mcp-swagger-ipc';
import { toInstant } from '../common/instant.js';
import { PRODUCT_VERSION } from '../common/product-version.js';
import { WriteQueue } from '../database/write-queue/index.js';
import { ConnectionsService } from '../connections/connections.service.js';
import { IpcService } from './ipc.service.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';

const NANOSECONDS_PER_MS = 1e6;

/** The API process itself, and the sum of what it watches. */
@Injectable()
export class SystemService implements OnModuleDestroy {
  readonly #delay = monitorEventLoopDelay({ resolution: 20 });

  constructor(
    private readonly connections: ConnectionsService,
    private readonly supervisor: SupervisorService,
    private readonly ipc: IpcService,
    private readonly queue: WriteQueue,
  ) {
    this.#delay.enable();
  }

  view(): SystemView {
    const { activeConnections, totalConnections, totalSinceStart, processStatus } = this.connections.summary();
    const states = this.supervisor.views().map(({ state }) => state);
    const { rss, heapUsed, heapTotal } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const { database, waiting, waitingBytes, written, lost, lanes } = this.queue.figures;
    return {
      timestamp: toInstant(Date.now()),
      mcp: {
        connections: { activeConnections, totalConnections, totalSinceStart, processStatus },
        process: {
          total: states.length,
          running: states.filter((state) => state === 'running').length,
          failed: states.filter((state) => state === 'failed').length,
        },
        ipc: this.ipc.sum(),
      },
      system: {
        uptime: Math.round(process.uptime()),
        memory: { rss, heapUsed, heapTotal },
        cpu: { userMicros: user, systemMicros: system },
        eventLoopDelayMs: Number.isNaN(this.#delay.mean) ? 0 : this.#delay.mean / NANOSECONDS_PER_MS,
        pid: process.pid,
        version: PRODUCT_VERSION,
        nodeVersion: process.version,
      },
      database: { state: database, waiting, waitingBytes, written, lost, lanes },
    };
  }

  onModuleDestroy(): void {
    this.#delay.disable();
  }
}
