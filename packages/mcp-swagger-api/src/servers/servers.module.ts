import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/connections.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { SupervisorModule } from '../supervisor/supervisor.module.js';
import { DocumentApplicationController } from './document-application.controller.js';
import { DocumentApplication } from './document-application.js';
import { DocumentFollowers } from './document-followers.js';
import { GatewayTokens } from './gateway-tokens.js';
import { LastPorts } from './last-ports.js';
import { ProcessesController } from './processes.controller.js';
import { ReplicasController } from './replicas.controller.js';
import { ReplicaFollowers } from './replica-followers.js';
import { ServerReconciler } from './server-reconciler.js';
import { ServerTurns } from './server-turns.js';
import { ServersController } from './servers.controller.js';
import { ServersService } from './servers.service.js';
import { ToolsController } from './tools.controller.js';
import { ToolsService } from './tools.service.js';

@Module({
  imports: [SupervisorModule, DocumentsModule, ConnectionsModule],
  controllers: [DocumentApplicationController, ServersController, ProcessesController, ReplicasController, ToolsController],
  providers: [DocumentApplication, DocumentFollowers, LastPorts, ReplicaFollowers, ServersService, ToolsService, ServerReconciler, ServerTurns, GatewayTokens],
  exports: [ServersService, ToolsService, ServerReconciler, GatewayTokens],
})
export class ServersModule {}
