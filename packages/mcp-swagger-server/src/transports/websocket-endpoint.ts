import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { sayReason } from 'mcp-swagger-ipc';
import type { WebSocket, WebSocketServer } from 'ws';
import { callerOf } from '../access/caller.js';
import { untilProofEnds } from '../access/until-proof-ends.js';
import { clientOf } from '../connections/client.js';
import type { ConnectionRegistry } from '../connections/connection-registry.js';
import type { ProtocolServers } from '../mcp/protocol-server.js';
import { ChannelArrival } from './channel-arrival.js';
import type { HttpProtocol } from './http-front.js';
import { answerError, RPC } from './json-rpc-error.js';
import { refuseUpgrade } from './refuse-upgrade.js';
import type { Sessions } from './sessions.js';
import { WebSocketSession } from './websocket-session.js';
import { CLOSE, WebSocketTransport } from './websocket-transport.js';

/** What the client must ask for in Sec-WebSocket-Protocol. */
export const SUBPROTOCOL = 'mcp';

export interface WebSocketParts {
  servers: ProtocolServers;
  connections: ConnectionRegistry;
  sessions: Sessions<WebSocketSession>;
  pingIntervalMs: number;
  /** A client that opened a socket has so long to say who it is. */
  introductionMs: number;
  onError(error: unknown): void;
}

/** One path that takes sockets over; each is a session from the message that says who its client is to the end of the socket. */
export class WebSocketEndpoint implements HttpProtocol {
  readonly paths: readonly string[];

  constructor(
    path: string,
    private readonly sockets: WebSocketServer,
    private readonly parts: WebSocketParts,
  ) {
    this.paths = [path];
  }

  lasts(): boolean {
    return false;
  }

  async serve(_request: IncomingMessage, response: ServerResponse): Promise<void> {
    answerError(response, { status: 426, code: RPC.refused, message: `This endpoint speaks WebSocket with the sub-protocol ${SUBPROTOCOL}.`, headers: { Upgrade: 'websocket', Connection: 'Upgrade, close' } });
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const asked = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
    if (!asked.includes(SUBPROTOCOL)) {
      refuseUpgrade(socket, { status: 400, code: RPC.refused, message: `Ask for the sub-protocol ${SUBPROTOCOL} in Sec-WebSocket-Protocol.` });
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (webSocket) => this.#open(request, webSocket));
  }

  #open(request: IncomingMessage, socket: WebSocket): void {
    const { servers, connections, sessions, pingIntervalMs, introductionMs, onError } = this.parts;
    const sessionId = randomUUID();
    const watcher = new ChannelArrival(connections, { sessionId, kind: 'session', client: clientOf(request, undefined) });
    const { refused } = watcher.reserve(introductionMs, (reason) => sessions.end(sessionId, reason));
    if (refused !== undefined) {
      // A page does not see why its handshake failed, but it sees a close.
      socket.on('error', () => {});
      void new WebSocketTransport(socket, pingIntervalMs).closeWith(CLOSE.tryAgainLater, refused);
      return;
    }
    const session = new WebSocketSession(new WebSocketTransport(socket, pingIntervalMs), { watcher, createServer: () => servers.createLasting(() => sessionId), onError });
    sessions.add(sessionId, session);
    const proof = untilProofEnds(callerOf(request), () => sessions.end(sessionId, sayReason('TOKEN_EXPIRED')));
    socket.once('close', (code) => {
      clearTimeout(proof);
      sessions.end(sessionId, sayReason('SOCKET_CLOSED', { code }));
    });
  }
}
