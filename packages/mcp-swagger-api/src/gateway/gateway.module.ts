import { Module } from '@nestjs/common';
import { ServersModule } from '../servers/servers.module.js';
import { SupervisorModule } from '../supervisor/supervisor.module.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import { Admission } from './admission.js';
import { EndpointBook } from './endpoint-book.js';
import { Forwarding } from './forwarding.js';
import { Guests } from './guests.js';
import { MetadataDoor } from './metadata-door.js';
import { GatewayController } from './gateway.controller.js';
import { GatewayDoor } from './gateway-door.js';
import { SocketDoor } from './socket-door.js';
import { GroupDoor } from './groups/group-door.js';
import { GroupsController } from './groups/groups.controller.js';
import { GroupsService } from './groups/groups.service.js';
import { MemberClients, PipeClients } from './groups/member-clients.js';
import { Offers } from './groups/offers.js';
import { OpenPassages } from './open-passages.js';
import { Places } from './places.js';
import { PipeConnections } from './stdio/pipe-connections.js';
import { StdioDoor } from './stdio/stdio-door.js';
import { Traffic } from './traffic.js';

/** Every server on the API's own port: /mcp/NAME. */
@Module({
  imports: [ServersModule, SupervisorModule],
  controllers: [GatewayController, GroupsController],
  providers: [GatewayDoor, EndpointBook, { provide: Places, useExisting: EndpointBook }, Admission, Guests, MetadataDoor, Forwarding, SocketDoor, OpenPassages, GroupDoor, GroupsService, MemberClients, { provide: PipeClients, useExisting: SupervisorService }, Offers, PipeConnections, StdioDoor, Traffic],
})
export class GatewayModule {}
