import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/connections.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { ServersModule } from '../servers/servers.module.js';
import { SupervisorModule } from '../supervisor/supervisor.module.js';
import { IpcController } from './ipc.controller.js';
import { OverallController } from './overall.controller.js';
import { PrometheusController } from './prometheus.controller.js';
import { SystemController } from './system.controller.js';

/** What the API says of itself and of all servers together. */
@Module({ imports: [ConnectionsModule, DocumentsModule, MetricsModule, ServersModule, SupervisorModule], controllers: [SystemController, IpcController, OverallController, PrometheusController] })
export class SystemModule {}
