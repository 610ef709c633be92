import { Module } from '@nestjs/common';
import { ServersModule } from '../servers/servers.module.js';
import { SupervisorModule } from '../supervisor/supervisor.module.js';
import { Admission } from './admission.js';
import { EndpointBook } from './endpoint-book.js';
import { Forwarding } from './forwarding.js';
import { GatewayController } from './gateway.controller.js';
import { GatewayDoor } from './gateway-door.js';
import { SocketDoor } from './socket-door.js';
import { Places } from './places.js';
import { Traffic } from './traffic.js';

/** Every server on the API's own port: /mcp/NAME. */
@Module({
  imports: [ServersModule, SupervisorModule],
  controllers: [GatewayController],
  providers: [GatewayDoor, EndpointBook, { provide: Places, useExisting: EndpointBook }, Admission, Forwarding, SocketDoor, Traffic],
})
export class GatewayModule {}
