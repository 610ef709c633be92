import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/connections.module.js';
import { SupervisorModule } from '../supervisor/supervisor.module.js';
import { CallsService } from './calls.service.js';
import { ServerMetricsController } from './server-metrics.controller.js';
import { SystemController } from './system.controller.js';
import { SystemService } from './system.service.js';

@Module({ imports: [ConnectionsModule, SupervisorModule], controllers: [SystemController, ServerMetricsController], providers: [SystemService, CallsService], exports: [SystemService] })
export class MetricsModule {}
