import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DynamicModule, Module } from '@nestjs/common';
import { ServeStaticModule } from '@nestjs/serve-static';
import { AlertsModule } from './alerts/alerts.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CallsModule } from './calls/calls.module.js';
import { BackupModule } from './backup/backup.module.js';
import { CommonModule } from './common/common.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Environment } from './config/environment.js';
import { ConnectionsModule } from './connections/connections.module.js';
import { DatabaseModule } from './database/database.module.js';
import type { ConnectionOptions } from './database/open-database.js';
import { DocumentsModule } from './documents/documents.module.js';
import { EventsModule } from './events/events.module.js';
import { GatewayModule } from './gateway/gateway.module.js';
import { HealthModule } from './health/health.module.js';
import { HistoryModule } from './history/history.module.js';
import { LogsModule } from './logs/logs.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { NodesModule } from './nodes/nodes.module.js';
import { RealtimeModule } from './realtime/realtime.module.js';
import { SampleModule } from './sample/sample.module.js';
import { ServersModule } from './servers/servers.module.js';
import { startOf } from './start-of.js';
import { START_OF, SupervisorModule } from './supervisor/supervisor.module.js';
import { SystemModule } from './system/system.module.js';

/** Lends the supervisor what the embedded database knows of processes, for neither room may know the other. */
@Module({})
class ProcessStartModule {
  static of(): DynamicModule {
    return { module: ProcessStartModule, global: true, providers: [{ provide: START_OF, useValue: startOf }], exports: [START_OF] };
  }
}

/** The features, in the order in which they build on each other. A feature that only listens can be deleted by its line. */
@Module({})
export class AppModule {
  static of(environment: Environment, connection: ConnectionOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(environment),
        EventsModule,
        CommonModule,
        DatabaseModule.of(connection),
        ProcessStartModule.of(),
        SupervisorModule,
        AuthModule,
        NodesModule,
        HistoryModule,
        CallsModule,
        DocumentsModule,
        ConnectionsModule,
        LogsModule,
        AuditModule,
        ServersModule,
        MetricsModule,
        AlertsModule,
        BackupModule,
        SystemModule,
        RealtimeModule,
        GatewayModule,
        HealthModule,
        SampleModule,
        ...dashboard(),
      ],
    };
  }
}

/** The built dashboard, on every path that is not the API's. */
function dashboard(): DynamicModule[] {
  const index = fileURLToPath(import.meta.resolve('mcp-swagger-ui/dist/index.html'));
  if (!existsSync(index)) return [];
  return [ServeStaticModule.forRoot({ rootPath: dirname(index), exclude: ['/api/{*path}', '/socket.io/{*path}', '/mcp/{*path}', '/health/{*path}', '/metrics'] })];
}
