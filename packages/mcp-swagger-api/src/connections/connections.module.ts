import { Module } from '@nestjs/common';
import { HistoryModule } from '../history/history.module.js';
import { SupervisorModule } from '../supervisor/supervisor.module.js';
import { ConnectionHistoryController } from './connection-history.controller.js';
import { ConnectionTotals } from './connection-totals.js';
import { ConnectionsController } from './connections.controller.js';
import { ConnectionsService } from './connections.service.js';
import { PipeWatch } from './pipe-watch.js';
import { ServerConnectionsController } from './server-connections.controller.js';
import { TotalKeeper } from './total-keeper.js';

@Module({
  imports: [HistoryModule, SupervisorModule],
  // The history first, or it would be taken for the id of a session.
  controllers: [ConnectionHistoryController, ConnectionsController, ServerConnectionsController],
  providers: [ConnectionTotals, TotalKeeper, ConnectionsService, PipeWatch],
  exports: [ConnectionsService],
})
export class ConnectionsModule {}
