import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/connections.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { ServersModule } from '../servers/servers.module.js';
import { MonitoringGateway } from './monitoring.gateway.js';
import { RealtimeGateway } from './realtime.gateway.js';
import { RealtimeListener } from './realtime.listener.js';
import { SystemTicker } from './system.ticker.js';

@Module({ imports: [ConnectionsModule, ServersModule, MetricsModule], providers: [RealtimeGateway, MonitoringGateway, RealtimeListener, SystemTicker] })
export class RealtimeModule {}
