import { Module } from '@nestjs/common';
import { SupervisorModule } from '../supervisor/supervisor.module.js';
import { ConnectionsController } from './connections.controller.js';
import { ConnectionsService } from './connections.service.js';
import { ServerConnectionsController } from './server-connections.controller.js';

@Module({
  imports: [SupervisorModule],
  controllers: [ConnectionsController, ServerConnectionsController],
  providers: [ConnectionsService],
  exports: [ConnectionsService],
})
export class ConnectionsModule {}
