import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import type { Acknowledgement, BrowserToMonitoringEvents, ConnectionsPayload, MonitoringToBrowserEvents, Subscribed } from 'mcp-swagger-ipc';
import type { Namespace, Socket } from 'socket.io';
import { Permission } from '../auth/permission.js';
import { toInstant } from '../common/instant.js';
import { ConnectionsService } from '../connections/connections.service.js';
import { ServersService } from '../servers/servers.service.js';
import { MAX_CONNECTIONS_IN_A_FRAME, toConnections } from './browser-event.js';
import { acknowledge, optionalServerIdOf } from './browser-message.js';
import { ConnectionsEverywhere } from './connections-everywhere.js';
import { connectionsRoom } from './room.js';

type MonitoringSocket = Socket<BrowserToMonitoringEvents, MonitoringToBrowserEvents>;

/** Namespace `/monitoring`: the connections of one server or of all, from the moment of subscribing. */
@Permission('viewer')
@WebSocketGateway({ namespace: 'monitoring' })
export class MonitoringGateway {
  @WebSocketServer()
  readonly server: Namespace<BrowserToMonitoringEvents, MonitoringToBrowserEvents>;

  constructor(
    private readonly connections: ConnectionsService,
    private readonly servers: ServersService,
    private readonly everywhere: ConnectionsEverywhere,
  ) {}

  @SubscribeMessage('subscribe_mcp_connections')
  subscribe(@ConnectedSocket() socket: MonitoringSocket, @MessageBody() payload: unknown): Promise<Subscribed | Acknowledgement> {
    return acknowledge(async () => {
      const serverId = optionalServerIdOf(payload);
      if (serverId !== undefined) await this.servers.get(serverId);
      const room = connectionsRoom(serverId);
      await socket.join(room);
      socket.emit('mcp_connections_data', await (serverId === undefined ? this.everywhere.all() : this.everywhere.of(serverId)));
      return { status: 'subscribed' as const, room, timestamp: toInstant(Date.now()) };
    });
  }

  @SubscribeMessage('unsubscribe_mcp_connections')
  unsubscribe(@ConnectedSocket() socket: MonitoringSocket, @MessageBody() payload: unknown): Promise<Subscribed | Acknowledgement> {
    return acknowledge(async () => {
      const room = connectionsRoom(optionalServerIdOf(payload));
      await socket.leave(room);
      return { status: 'unsubscribed' as const, room, timestamp: toInstant(Date.now()) };
    });
  }

  /** Of all servers, wherever they run. */
  allData(): Promise<ConnectionsPayload> {
    return this.everywhere.all();
  }

  data(serverId: string): ConnectionsPayload {
    return toConnections(serverId, this.connections.summary(serverId), this.connections.list(serverId, MAX_CONNECTIONS_IN_A_FRAME));
  }
}
