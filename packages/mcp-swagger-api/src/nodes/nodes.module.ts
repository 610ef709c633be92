import { Global, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Environment } from '../config/environment.js';
import { NodeRecord } from '../database/node-record.js';
import { SupervisorModule } from '../supervisor/supervisor.module.js';
import { Changes } from './changes.js';
import { Gathering } from './gathering.js';
import { LeaseStore } from './lease-store.js';
import { Leases } from './leases.service.js';
import { Membership } from './membership.js';
import { NodeDoor } from './node-door.js';
import { NodePool } from './node-pool.js';
import { NodeWire } from './node-wire.js';
import { NodesController } from './nodes.controller.js';
import { Peers } from './peers.js';
import { RedisLine } from './redis-line.js';
import { Roster } from './roster.js';
import { SharedRates } from './shared-rates.js';
import { Targets } from './targets.js';

/** Which node runs what, and how nodes on one database tell each other. */
@Global()
@Module({
  imports: [SupervisorModule],
  controllers: [NodesController],
  providers: [
    NodePool,
    {
      provide: LeaseStore,
      inject: [NodePool, DataSource, NodeRecord],
      useFactory: (pool: NodePool, database: DataSource, record: NodeRecord) => new LeaseStore(pool.query(database), record.id),
    },
    {
      provide: NodeWire,
      inject: [NodePool, NodeRecord],
      useFactory: (pool: NodePool, record: NodeRecord) => new NodeWire(pool, record.id),
    },
    { provide: RedisLine, inject: [Environment], useFactory: (environment: Environment) => RedisLine.of(environment) },
    Membership,
    Roster,
    Leases,
    Changes,
    Peers,
    Gathering,
    SharedRates,
    Targets,
    NodeDoor,
  ],
  exports: [Leases, Membership, Roster, NodeWire, NodePool, RedisLine, Changes, Peers, NodeDoor, SharedRates],
})
export class NodesModule {}
