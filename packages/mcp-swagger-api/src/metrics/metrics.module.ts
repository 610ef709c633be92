import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/connections.module.js';
import { SupervisorModule } from '../supervisor/supervisor.module.js';
import { CallMetrics } from './call-metrics.js';
import { GatewayMetrics } from './gateway-metrics.js';
import { CallsService } from './calls.service.js';
import { IpcService } from './ipc.service.js';
import { PrometheusService } from './prometheus.service.js';
import { ServerMetricsController } from './server-metrics.controller.js';
import { SystemService } from './system.service.js';

@Module({ imports: [ConnectionsModule, SupervisorModule], controllers: [ServerMetricsController], providers: [SystemService, CallsService, CallMetrics, GatewayMetrics, IpcService, PrometheusService], exports: [SystemService, IpcService, CallsService, PrometheusService] })
export class MetricsModule {}
