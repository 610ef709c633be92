import type { AddressInfo } from 'node:net';
import { type INestApplication, Logger } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import { AccessService } from '../auth/access.service.js';
import { IdentitiesService } from '../auth/identities.service.js';
import { PermissionGuard } from '../auth/permission.guard.js';
import { Permission } from '../auth/permission.js';
import type { Proof } from '../auth/read-proof.js';
import { ConfigModule } from '../config/config.module.js';
import { readEnvironment } from '../config/environment.js';
import { NodeWire } from '../nodes/node-wire.js';
import { NodeLink } from './node-link.js';
import { RoomsElsewhere } from './rooms-elsewhere.js';
import { SocketAdapter } from './socket-adapter.js';

/** Messages of every need, and one that declares none; real ones all want a viewer. */
@WebSocketGateway()
class EveryNeed {
  @Permission('viewer')
  @SubscribeMessage('read')
  read(): string {
    return 'done';
  }

  @Permission('operator')
  @SubscribeMessage('operate')
  operate(): string {
    return 'done';
  }

  @Permission('admin')
  @SubscribeMessage('administer')
  administer(): string {
    return 'done';
  }

  @SubscribeMessage('undeclared')
  undeclared(): string {
    return 'done';
  }
}

/** The token of each is the name of his role. */
const identities = {
  isGuarded: () => Promise.resolve(true),
  whoProves: (proof: Proof) => Promise.resolve(proof.kind === 'bearer' ? { kind: 'user', id: proof.token, name: proof.token, role: proof.token, scopes: [] } : undefined),
};

let application: INestApplication;
const sockets: Socket[] = [];

beforeAll(async () => {
  Logger.overrideLogger(false);
  const module = await Test.createTestingModule({
    imports: [ConfigModule.of(readEnvironment({}))],
    providers: [AccessService, { provide: IdentitiesService, useValue: identities }, { provide: APP_GUARD, useClass: PermissionGuard }, EveryNeed],
  }).compile();
  application = module.createNestApplication();
  const alone = new NodeLink(undefined, new RoomsElsewhere(new NodeWire({ url: undefined, pool: undefined }, 'this'), 'this'));
  application.useWebSocketAdapter(new SocketAdapter(application, application.get(AccessService), [], alone));
  await application.listen(0, '127.0.0.1');
});

afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await application.close();
});

/** What comes of a message: its acknowledgement, or the exception that is told instead. */
async function send(socket: Socket, message: string): Promise<string> {
  return await new Promise((resolve) => {
    socket.once('exception', () => resolve('refused'));
    socket.emit(message, {}, resolve);
  });
}

describe('A message on a socket', () => {
  it.each<[string, Record<string, string>]>([
    ['viewer', { read: 'done', operate: 'refused', administer: 'refused', undeclared: 'refused' }],
    ['operator', { read: 'done', operate: 'done', administer: 'refused', undeclared: 'refused' }],
    ['admin', { read: 'done', operate: 'done', administer: 'done', undeclared: 'refused' }],
  ])('does for the role %s what it declares, and for nobody what declares nothing', async (role, expected) => {
    const socket = io(`http://127.0.0.1:${(application.getHttpServer().address() as AddressInfo).port}`, { transports: ['websocket'], reconnection: false, forceNew: true, extraHeaders: { Authorization: `Bearer ${role}` } });
    sockets.push(socket);
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    const outcomes: Record<string, string> = {};
    for (const message of Object.keys(expected)) outcomes[message] = await send(socket, message);
    expect(outcomes).toEqual(expected);
  });
});
