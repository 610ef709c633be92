import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { webSocketChannel } from '../testing/channels.js';
import { INITIALIZE, rawRequest, toolCall } from '../testing/raw-http.js';
import { type SampleServer, sampleServer } from '../testing/sample-server.js';
import { until } from '../testing/until.js';

let sample: SampleServer;
beforeEach(async () => {
  sample = await sampleServer({ transport: 'websocket', pingIntervalMs: 400 });
});

afterEach(() => sample.close());

it('refuses a socket without its sub-protocol, and tells plain HTTP what it speaks', async () => {
  const refused = new WebSocket(sample.endpoint);
  const [error] = (await once(refused, 'error')) as [Error];
  expect(error.message).toContain('400');
  const plain = await rawRequest(sample.endpoint.replace('ws:', 'http:'), { body: INITIALIZE });
  expect([plain.status, plain.headers.upgrade, plain.text]).toEqual([426, 'websocket', expect.stringContaining('sub-protocol mcp')]);
});

it('refuses a socket at another path', async () => {
  const refused = new WebSocket(`${sample.endpoint}/other`, 'mcp');
  const [error] = (await once(refused, 'error')) as [Error];
  expect(error.message).toContain('404');
});

it('closes a socket that sends binary frames, or frames that are too large', async () => {
  const binary = new WebSocket(sample.endpoint, 'mcp');
  await once(binary, 'open');
  binary.send(Buffer.from('{}'));
  expect(await once(binary, 'close')).toMatchObject([1003, expect.anything()]);
  const large = new WebSocket(sample.endpoint, 'mcp');
  large.on('error', () => {});
  await once(large, 'open');
  large.send('x'.repeat(4 * 1024 * 1024 + 1));
  expect(await once(large, 'close')).toMatchObject([1009, expect.anything()]);
  expect(sample.errors).toEqual([]);
});

it('ends a session whose client does not answer pings', async () => {
  const socket = new WebSocket(sample.endpoint, 'mcp', { autoPong: false });
  socket.on('error', () => {});
  await once(socket, 'open');
  socket.send(JSON.stringify(INITIALIZE));
  await once(socket, 'close');
  await until(() => sample.server.connections().length === 0, 'the session is over');
  expect(sample.events.at(-1)).toMatchObject({ event: 'disconnected', reason: 'the socket was closed (1006)' });
});

it('keeps an idle session whose client answers pings', async () => {
  await sample.close();
  sample = await sampleServer({ transport: 'websocket', pingIntervalMs: 800, limits: { sessionIdleTimeoutMs: 1_000 } });
  const socket = new WebSocket(sample.endpoint, 'mcp');
  let pings = 0;
  socket.on('ping', () => (pings += 1));
  await once(socket, 'open');
  socket.send(JSON.stringify(INITIALIZE));
  await until(() => pings > 3, 'it was pinged for several times the idle timeout');
  expect(sample.server.connections()).toHaveLength(1);
  socket.terminate();
});

it('serves the stateless era, and tells changes to who listens', async () => {
  const META = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientInfo': { name: 'modern', version: '3' }, 'io.modelcontextprotocol/clientCapabilities': {} };
  const channel = await webSocketChannel(sample);
  await channel.say({ jsonrpc: '2.0', id: 1, method: 'server/discover', params: { _meta: META } });
  expect(await channel.answer(1)).toMatchObject({ result: { supportedVersions: expect.arrayContaining(['2026-07-28']) } });
  await channel.say(toolCall(2, 'getPet', { id: 5 }, META));
  expect(await channel.answer(2)).toMatchObject({ result: { structuredContent: { path: '/pets/5' }, resultType: 'complete' } });
  expect(sample.server.connections()).toMatchObject([{ kind: 'session', clientInfo: { name: 'modern', protocolVersion: '2026-07-28' } }]);
  channel.drop();
});

it('refuses new sockets while it stops', async () => {
  const channel = await webSocketChannel(sample);
  await channel.say(INITIALIZE);
  await channel.answer(0);
  await channel.say(toolCall(1, 'slow'));
  await sample.api.waiting(1);
  // A connection from before: a new one would not be accepted at all.
  const { hostname, port } = new URL(sample.endpoint);
  const waiting = request({ hostname, port, path: '/mcp', headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': `${'x'.repeat(22)}==`, 'Sec-WebSocket-Protocol': 'mcp' } });
  const [socket] = (await new Promise((resolve) => {
    waiting.once('socket', (...args) => resolve(args));
  })) as [Socket];
  if (socket.connecting) await once(socket, 'connect');
  const stopped = sample.server.close(10_000);
  waiting.end();
  const [response] = (await once(waiting, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(503);
  response.resume();
  sample.api.release();
  await stopped;
});
