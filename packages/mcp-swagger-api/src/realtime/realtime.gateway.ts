import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import type { Acknowledgement, BrowserToServerEvents, ServerToBrowserEvents } from 'mcp-swagger-ipc';
import type { Namespace, Server, Socket } from 'socket.io';
import { Permission } from '../auth/permission.js';
import { toInstant } from '../common/instant.js';
import { ServersService } from '../servers/servers.service.js';
import { acknowledge, serverIdOf } from './browser-message.js';
import { ConnectionsEverywhere } from './connections-everywhere.js';
import { logsRoom, metricsRoom } from './room.js';

type BrowserSocket = Socket<BrowserToServerEvents, ServerToBrowserEvents>;

/** Namespace `/`: what browsers may ask; what they are told stands in the listener. */
@Permission('viewer')
@WebSocketGateway()
export class RealtimeGateway {
  // Without a namespace of its own a gateway is given the whole server.
  @WebSocketServer()
  private readonly io: Server<BrowserToServerEvents, ServerToBrowserEvents>;

  constructor(
    private readonly everywhere: ConnectionsEverywhere,
    private readonly servers: ServersService,
  ) {}

  get server(): Namespace<BrowserToServerEvents, ServerToBrowserEvents> {
    return this.io.sockets;
  }

  @SubscribeMessage('subscribeServerMetrics')
  subscribeServerMetrics(@ConnectedSocket() socket: BrowserSocket, @MessageBody() payload: unknown): Promise<Acknowledgement> {
    return this.#join(socket, payload, metricsRoom);
  }

  @SubscribeMessage('unsubscribeServerMetrics')
  unsubscribeServerMetrics(@ConnectedSocket() socket: BrowserSocket, @MessageBody() payload: unknown): Promise<Acknowledgement> {
    return this.#leave(socket, payload, metricsRoom);
  }

  @SubscribeMessage('subscribeServerLogs')
  subscribeServerLogs(@ConnectedSocket() socket: BrowserSocket, @MessageBody() payload: unknown): Promise<Acknowledgement> {
    return this.#join(socket, payload, logsRoom);
  }

  @SubscribeMessage('unsubscribeServerLogs')
  unsubscribeServerLogs(@ConnectedSocket() socket: BrowserSocket, @MessageBody() payload: unknown): Promise<Acknowledgement> {
    return this.#leave(socket, payload, logsRoom);
  }

  @SubscribeMessage('getMCPConnectionStats')
  getConnectionStats(@ConnectedSocket() socket: BrowserSocket, @MessageBody() payload: unknown): Promise<Acknowledgement> {
    return acknowledge(async () => {
      const { id } = await this.servers.get(serverIdOf(payload));
      socket.emit('mcpConnectionStats', await this.everywhere.of(id));
      return { success: true };
    });
  }

  @SubscribeMessage('getAllMCPConnectionStats')
  getAllConnectionStats(@ConnectedSocket() socket: BrowserSocket): Promise<Acknowledgement> {
    return acknowledge(async () => {
      const servers = await this.servers.list();
      socket.emit('allMCPConnectionStats', {
        serverId: '*',
        timestamp: toInstant(Date.now()),
        servers: await Promise.all(servers.map(({ id }) => this.everywhere.of(id))),
      });
      return { success: true };
    });
  }

  #join(socket: BrowserSocket, payload: unknown, room: (serverId: string) => string): Promise<Acknowledgement> {
    return acknowledge(async () => {
      const { id } = await this.servers.get(serverIdOf(payload));
      await socket.join(room(id));
      return { success: true };
    });
  }

  #leave(socket: BrowserSocket, payload: unknown, room: (serverId: string) => string): Promise<Acknowledgement> {
    return acknowledge(async () => {
      await socket.leave(room(serverIdOf(payload)));
      return { success: true };
    });
  }
}
