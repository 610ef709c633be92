import { once } from 'node:events';
import { type AddressInfo, connect, type Socket as NetSocket } from 'node:net';
import { type INestApplication, Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Connection, ConnectionsPayload, ConnectionStatsPayload, LogLineView } from 'mcp-swagger-ipc';
import { io, type Socket } from 'socket.io-client';
import { AccessService } from '../auth/access.service.js';
import { IdentitiesService } from '../auth/identities.service.js';
import { ConfigModule } from '../config/config.module.js';
import { readEnvironment } from '../config/environment.js';
import { ConnectionTotals } from '../connections/connection-totals.js';
import { ConnectionsService } from '../connections/connections.service.js';
import { AppEventEmitter } from '../events/app-event-emitter.js';
import { EventsModule } from '../events/events.module.js';
import { ServersService } from '../servers/servers.service.js';
import { NodeWire } from '../nodes/node-wire.js';
import { ConnectionsEverywhere } from './connections-everywhere.js';
import { MonitoringGateway } from './monitoring.gateway.js';
import { NodeLink } from './node-link.js';
import { RealtimeGateway } from './realtime.gateway.js';
import { RealtimeListener } from './realtime.listener.js';
import { RoomsElsewhere } from './rooms-elsewhere.js';
import { SocketAdapter } from './socket-adapter.js';

const ORIGIN = 'https://ops.test';

let application: INestApplication;
let events: AppEventEmitter;
let url: string;
const sockets: Socket[] = [];

// A node that is alone: nobody to tell and nobody to ask.
const elsewhere = new RoomsElsewhere(new NodeWire({ url: undefined, pool: undefined }, 'this'), 'this');
const alone = (connections: ConnectionsService) => new ConnectionsEverywhere(connections, { held: () => 1, isShared: () => false }, { askOthers: () => Promise.resolve([]) });

beforeAll(async () => {
  Logger.overrideLogger(false);
  const environment = readEnvironment({ CORS_ORIGINS: ORIGIN });
  const module = await Test.createTestingModule({
    imports: [EventsModule, ConfigModule.of(environment)],
    providers: [AccessService, { provide: IdentitiesService, useValue: { isGuarded: () => Promise.resolve(false) } }, ConnectionTotals, ConnectionsService, MonitoringGateway, RealtimeGateway, RealtimeListener, { provide: RoomsElsewhere, useValue: elsewhere }, { provide: ConnectionsEverywhere, inject: [ConnectionsService], useFactory: alone }, { provide: ServersService, useValue: { get: (id: string) => Promise.resolve({ id }) } }],
  }).compile();
  application = module.createNestApplication();
  application.useWebSocketAdapter(new SocketAdapter(application, application.get(AccessService), [ORIGIN], new NodeLink(undefined, elsewhere)));
  await application.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(application.getHttpServer().address() as AddressInfo).port}`;
  events = application.get(AppEventEmitter);
});

afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await application.close();
});

/** A browser, and all frames of one name that it was sent. */
interface Browser<T> {
  socket: Socket;
  frames: T[];
  until(holds: () => boolean): Promise<void>;
}

async function browser<T>(namespace: string, name: string): Promise<Browser<T>> {
  const socket = io(url + namespace, { transports: ['websocket'], reconnection: false });
  sockets.push(socket);
  const frames: T[] = [];
  let look = () => {};
  socket.on(name, (frame: T) => {
    frames.push(frame);
    look();
  });
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      look = () => holds() && resolve();
      look();
    });
  return { socket, frames, until };
}

const from = (serverId: string) => ({ serverId, generation: 1, timestamp: Date.now(), sentAt: Date.now() });
const live = (sessionId: string): Connection => ({ sessionId, kind: 'session', clientInfo: {}, connectedAt: 1, lastActivity: 1, duration: 0, requestCount: 0, errorCount: 0, bytesIn: 0, bytesOut: 0, inFlight: 0 });
const tellStats = (serverId: string, ...connections: Connection[]) =>
  events.emit('mcp.connection.stats', {
    ...from(serverId),
    activeConnections: connections.length,
    totalConnections: connections.length,
    full: false,
    connections,
    messages: { written: 1, dropped: 0 },
  });

describe('The room of all servers', () => {
  it('gets no more frames than that of one, however many servers there are', async () => {
    const { socket, frames, until } = await browser<ConnectionsPayload>('/monitoring', 'mcp_connections_data');
    await socket.emitWithAck('subscribe_mcp_connections', {});
    for (let server = 0; server < 40; server += 1) tellStats(`many-${server}`, live(`session-${server}`));
    await until(() => frames.some(({ activeConnections }) => activeConnections === 40));
    expect(frames.length).toBeLessThanOrEqual(3);
  });
});

describe('The stats of one server', () => {
  it.each([
    ['mcp:connection:stats', ''],
    ['mcp_connections_data', '/monitoring'],
  ])('come as %s in at most four frames a second, however often it tells them, and the last of them at last', async (name, namespace) => {
    const { socket, frames, until } = await browser<ConnectionStatsPayload>(namespace, name);
    if (namespace !== '') await socket.emitWithAck('subscribe_mcp_connections', { serverId: name });
    const own = () => frames.filter(({ serverId, activeConnections }) => serverId === name && activeConnections > 0);
    const begun = performance.now();
    let told = 0;
    while (own().length < 9) {
      tellStats(name, live(`session-${(told += 1)}`));
      await new Promise(setImmediate);
    }
    // Eight intervals lie between nine frames; a timer may be early by a millisecond.
    expect(performance.now() - begun).toBeGreaterThanOrEqual(8 * 249);
    await until(() => own().at(-1)?.activeConnections === told);
  });
});

describe('A frame of stats that had to wait', () => {
  it('does not bring back a connection whose end was told meanwhile', async () => {
    const { frames, until } = await browser<ConnectionStatsPayload>('', 'mcp:connection:stats');
    const own = () => frames.filter(({ serverId }) => serverId === 'late');
    tellStats('late', live('a'));
    tellStats('late', live('a'), live('b'));
    events.emit('mcp.connection.event', { ...from('late'), event: 'disconnected', kind: 'session', sessionId: 'a', clientInfo: {} });
    await until(() => own().length === 2);
    expect(own()[1]).toMatchObject({ activeConnections: 1, connections: [{ sessionId: 'b' }] });
  });
});

describe('A flood of log lines', () => {
  it('comes as its last lines, in two frames, with a count of those that are not in them', async () => {
    const { socket, frames, until } = await browser<{ lines: LogLineView[]; dropped: number }>('', 'processLogsUpdated');
    await socket.emitWithAck('subscribeServerLogs', { serverId: 'talkative' });
    for (let index = 1; index <= 5_000; index += 1) {
      const line: LogLineView = { id: index, serverId: 'talkative', timestamp: new Date(0).toISOString(), stream: 'stderr', level: 'info', text: `${index}` };
      events.emit('log.line', { serverId: 'talkative', timestamp: 0, line, dropped: 0 });
    }
    await until(() => frames.length === 2);
    expect(frames.map(({ lines, dropped }) => [lines.length, lines.at(-1)?.text, dropped])).toEqual([[1, '1', 0], [500, '5000', 4_499]]);
  });
});

/** A browser that polls once and never comes again. */
async function lostBrowser(): Promise<{ destroy(): void }> {
  const polling = `${url}/socket.io/?EIO=4&transport=polling`;
  const { sid } = JSON.parse((await (await fetch(polling)).text()).slice(1)) as { sid: string };
  await (await fetch(`${polling}&sid=${sid}`, { method: 'POST', body: '40' })).text();
  return { destroy: () => {} };
}

/** A browser that says hello on a WebSocket and then reads nothing more. */
async function deafBrowser(): Promise<NetSocket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n';
  socket.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${new URL(url).host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\n`);
  await once(socket, 'data');
  // A masked text frame (RFC 6455, section 5.2) with "40": enter the namespace `/`.
  socket.pause().write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30]));
  return socket;
}

describe('A browser that does not read', () => {
  it.each([
    ['from its WebSocket', deafBrowser],
    ['what it has to ask for', lostBrowser],
  ])('%s is let go before what waits for it fills the memory, and the others stay', async (_, come) => {
    const { sockets: connected } = application.get(RealtimeGateway).server;
    // Those of the tests before would be told too, and nobody waits until they have read.
    for (const earlier of sockets.splice(0)) earlier.disconnect();
    while (connected.size > 0) await new Promise(setImmediate);
    const { socket, frames, until } = await browser<{ sessionId: string }>('', 'mcp:connection:event');
    const before = connected.size;
    const deaf = await come();
    while (connected.size === before) await new Promise(setImmediate);
    const userAgent = 'x'.repeat(2_000);
    for (let round = 0; round < 60; round += 1) {
      for (let index = 0; index < 200; index += 1) {
        events.emit('mcp.connection.event', { ...from('flood'), event: 'rejected', kind: 'session', sessionId: `${round}`, clientInfo: { userAgent } });
      }
      await until(() => frames.length === (round + 1) * 200);
    }
    expect(connected.size).toBe(before);
    expect(socket.connected).toBe(true);
    deaf.destroy();
  });
});

describe('Three hundred browsers', () => {
  it('are all told of an event, and nobody waits for one that is slow', async () => {
    const crowd = Array.from({ length: 300 }, () => io(url, { transports: ['websocket'], reconnection: false, forceNew: true }));
    sockets.push(...crowd);
    await Promise.all(crowd.map((socket) => new Promise<void>((resolve) => socket.once('connect', resolve))));
    const told = Promise.all(crowd.map((socket) => new Promise<string>((resolve) => socket.once('mcp:connection:event', ({ sessionId }: { sessionId: string }) => resolve(sessionId)))));
    events.emit('mcp.connection.event', { ...from('crowd'), event: 'connected', kind: 'session', sessionId: 'told-to-all', clientInfo: {} });
    expect(new Set(await told)).toEqual(new Set(['told-to-all']));
    for (const socket of crowd) socket.disconnect();
  });
});

describe('A page of another origin that may use the API', () => {
  it('may send its credentials on sockets as on REST', async () => {
    const answer = await fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers: { Origin: ORIGIN } });
    expect([answer.status, answer.headers.get('access-control-allow-origin'), answer.headers.get('access-control-allow-credentials')]).toEqual([200, ORIGIN, 'true']);
  });
});
