import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/connections.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { ServersModule } from '../servers/servers.module.js';
import { Membership } from '../nodes/membership.js';
import { NodePool } from '../nodes/node-pool.js';
import { NodeWire } from '../nodes/node-wire.js';
import { ConnectionsEverywhere } from './connections-everywhere.js';
import { MonitoringGateway } from './monitoring.gateway.js';
import { NodeLink } from './node-link.js';
import { RealtimeGateway } from './realtime.gateway.js';
import { RealtimeListener } from './realtime.listener.js';
import { RoomsElsewhere } from './rooms-elsewhere.js';
import { SystemTicker } from './system.ticker.js';

@Module({
  imports: [ConnectionsModule, ServersModule, MetricsModule],
  providers: [
    ConnectionsEverywhere,
    { provide: RoomsElsewhere, inject: [NodeWire, Membership], useFactory: (wire: NodeWire, membership: Membership) => new RoomsElsewhere(wire, membership.id) },
    { provide: NodeLink, inject: [NodePool, RoomsElsewhere], useFactory: (database: NodePool, elsewhere: RoomsElsewhere) => new NodeLink(database.pool, elsewhere) },
    RealtimeGateway,
    MonitoringGateway,
    RealtimeListener,
    SystemTicker,
  ],
})
export class RealtimeModule {}
