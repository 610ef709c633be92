import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { ConnectionsService } from '../connections/connections.service.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import { WriteQueue } from '../database/write-queue/index.js';
import { CallMetrics } from './call-metrics.js';
import { GatewayMetrics } from './gateway-metrics.js';
import { registerWrites } from './write-metrics.js';
import { registerSnapshots, type ServerFigures } from './snapshot-metrics.js';

/** All that Prometheus may scrape. It only listens and looks; the `server` label is the server's id. */
@Injectable()
export class PrometheusService {
  readonly #registry = new Registry();

  constructor(
    private readonly connections: ConnectionsService,
    private readonly supervisor: SupervisorService,
    calls: CallMetrics,
    gateway: GatewayMetrics,
    queue: WriteQueue,
  ) {
    // Event loop, memory, processor, garbage collection and open files of the API itself.
    collectDefaultMetrics({ register: this.#registry });
    calls.register(this.#registry);
    gateway.register(this.#registry);
    registerWrites(this.#registry, queue);
    registerSnapshots(this.#registry, () => this.#servers());
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #servers(): Map<string, ServerFigures> {
    const ipc = this.supervisor.ipc();
    return new Map(this.supervisor.views().map((process) => [process.serverId, { process, connections: this.connections.summary(process.serverId), ipc: ipc.get(process.serverId) }]));
  }
}
