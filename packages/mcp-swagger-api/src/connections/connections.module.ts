import { Module } from '@nestjs/common';
import { SupervisorModule } from '../supervisor/supervisor.module.js';
import { ConnectionTotals } from './connection-totals.js';
import { ConnectionsController } from './connections.controller.js';
import { ConnectionsService } from './connections.service.js';
import { PipeWatch } from './pipe-watch.js';
import { ServerConnectionsController } from './server-connections.controller.js';
import { TotalKeeper } from './total-keeper.js';

@Module({
  imports: [SupervisorModule],
  controllers: [ConnectionsController, ServerConnectionsController],
  providers: [ConnectionTotals, TotalKeeper, ConnectionsService, PipeWatch],
  exports: [ConnectionsService],
})
export class ConnectionsModule {}
