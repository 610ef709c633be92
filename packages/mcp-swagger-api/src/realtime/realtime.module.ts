import { Module } from '@nestjs/common';
import { SecretBox } from '../common/secret-box.js';
import { ConnectionsModule } from '../connections/connections.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { ServersModule } from '../servers/servers.module.js';
import { Membership } from '../nodes/membership.js';
import { NodePool } from '../nodes/node-pool.js';
import { NodeWire } from '../nodes/node-wire.js';
import { RedisLine } from '../nodes/redis-line.js';
import { ConnectionsEverywhere } from './connections-everywhere.js';
import { MonitoringGateway } from './monitoring.gateway.js';
import { NodeLink, type OpenWire } from './node-link.js';
import { postgresWire } from './postgres-wire.js';
import { RealtimeGateway } from './realtime.gateway.js';
import { RealtimeListener } from './realtime.listener.js';
import { redisWire } from './redis-wire.js';
import { RoomsElsewhere } from './rooms-elsewhere.js';
import { SystemTicker } from './system.ticker.js';

/** Enough to tell installations apart that use one Redis. */
const MARK_BYTES = 8;

@Module({
  imports: [ConnectionsModule, ServersModule, MetricsModule],
  providers: [
    ConnectionsEverywhere,
    { provide: RoomsElsewhere, inject: [NodeWire, Membership], useFactory: (wire: NodeWire, membership: Membership) => new RoomsElsewhere(wire, membership.id) },
    { provide: NodeLink, inject: [NodePool, RedisLine, SecretBox, RoomsElsewhere], useFactory: (database: NodePool, redis: RedisLine, box: SecretBox, elsewhere: RoomsElsewhere) => new NodeLink(wireOver(database, redis, box), elsewhere) },
    RealtimeGateway,
    MonitoringGateway,
    RealtimeListener,
    SystemTicker,
  ],
})
export class RealtimeModule {}

/** Undefined for a node that is alone. */
function wireOver({ pool }: NodePool, redis: RedisLine, box: SecretBox): OpenWire | undefined {
  if (redis.state !== 'unused') return redisWire(redis, Buffer.from(box.derive('name of a stream in Redis')).toString('hex', 0, MARK_BYTES));
  return pool === undefined ? undefined : postgresWire(pool);
}
