import { hash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterEach, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { issuer as startIssuer } from '../testing/issuer.js';
import { beginSession, INITIALIZE, open, type RawAnswer, rawRequest, toolCall } from '../testing/raw-http.js';
import { type SampleServer, sampleServer } from '../testing/sample-server.js';
import { until } from '../testing/until.js';

const ANN = 'key-of-ann-77c1';
const ANN_RENEWED = 'key-of-ann-99ff';
const BOB = 'key-of-bob-88d2';
const keyOf = (name: string, key: string): { name: string; sha256: string } => ({ name, sha256: hash('sha256', key) });
const BOTH = { apiKeys: [keyOf('ann', ANN), keyOf('bob', BOB)] };
const ONLY_ANN = { apiKeys: [keyOf('ann', ANN)] };

let sample: SampleServer;
afterEach(() => sample.close());

async function call(sessionId: string, key?: string): Promise<RawAnswer> {
  return await rawRequest(sample.endpoint, { headers: { 'Mcp-Session-Id': sessionId, ...(key === undefined ? {} : { 'X-API-Key': key }) }, body: toolCall(1, 'getPet', { id: 1 }) });
}

async function openStream(sessionId: string, key: string): Promise<IncomingMessage> {
  const stream = await open(sample.endpoint, { method: 'GET', headers: { Accept: 'text/event-stream', 'Mcp-Session-Id': sessionId, 'X-API-Key': key } });
  stream.on('error', () => {});
  return stream.resume();
}

it('lets sessions go on whose callers may still call, and cuts off the others', async () => {
  sample = await sampleServer({ access: BOTH });
  const ann = await beginSession(sample.endpoint, { headers: { 'X-API-Key': ANN } });
  const bob = await beginSession(sample.endpoint, { headers: { 'X-API-Key': BOB } });
  const [streamOfAnn, streamOfBob] = [await openStream(ann, ANN), await openStream(bob, BOB)];
  await sample.server.reload(undefined, { access: ONLY_ANN });
  await until(() => streamOfBob.destroyed || streamOfBob.complete, 'the stream of bob is over');
  expect((await call(ann, ANN)).status).toBe(200);
  expect((await call(bob, BOB)).status).toBe(401);
  expect(streamOfAnn.destroyed).toBe(false);
  expect(sample.server.connections().map(({ sessionId }) => sessionId)).toContain(ann);
  streamOfAnn.destroy();
});

it('takes a new key of one name for the same caller, so that its sessions outlive the old one', async () => {
  sample = await sampleServer({ access: ONLY_ANN });
  const session = await beginSession(sample.endpoint, { headers: { 'X-API-Key': ANN } });
  await sample.server.reload(undefined, { access: { apiKeys: [keyOf('ann', ANN_RENEWED)] } });
  expect((await call(session, ANN)).status).toBe(401);
  expect((await call(session, ANN_RENEWED)).status).toBe(200);
});

it('answers a call that was under way when its caller lost the right to call', async () => {
  sample = await sampleServer({ access: BOTH });
  const bob = await beginSession(sample.endpoint, { headers: { 'X-API-Key': BOB } });
  const answer = rawRequest(sample.endpoint, { headers: { 'Mcp-Session-Id': bob, 'X-API-Key': BOB }, body: toolCall(2, 'slow') });
  await sample.api.waiting(1);
  await sample.server.reload(undefined, { access: ONLY_ANN });
  sample.api.release();
  expect((await answer).text).toContain('"waited":true');
});

it('closes a door that was open: sessions of nobody are nobody\'s, and their sockets are cut', async () => {
  sample = await sampleServer({ transport: 'websocket' });
  const socket = new WebSocket(sample.endpoint, 'mcp');
  await once(socket, 'open');
  socket.send(JSON.stringify(INITIALIZE));
  await once(socket, 'message');
  const closed = once(socket, 'close');
  await sample.server.reload(undefined, { access: ONLY_ANN });
  await closed;
  await until(() => sample.server.connections().length === 0, 'the session is over');
});

it('leaves alone whom the gateway of the API let in', async () => {
  const token = 'token-of-the-gateway-0123456789abcdef';
  sample = await sampleServer({ gateway: { token } });
  const headers = { 'X-MCP-Gateway': token, 'X-MCP-Caller': 'user:1 eve' };
  const session = await beginSession(sample.endpoint, { headers });
  const stream = await open(sample.endpoint, { method: 'GET', headers: { ...headers, Accept: 'text/event-stream', 'Mcp-Session-Id': session } });
  const stranger = await open(sample.endpoint, { method: 'GET', headers: { Accept: 'text/event-stream', 'Mcp-Session-Id': await beginSession(sample.endpoint) } });
  for (const one of [stream, stranger]) one.on('error', () => {}).resume();
  await sample.server.reload(undefined, { access: ONLY_ANN });
  await until(() => stranger.destroyed || stranger.complete, 'the stream of nobody is over');
  expect(stream.destroyed).toBe(false);
  expect((await rawRequest(sample.endpoint, { headers: { ...headers, 'Mcp-Session-Id': session }, body: toolCall(1, 'getPet', { id: 1 }) })).status).toBe(200);
  stream.destroy();
});

it('keeps sessions when the door is opened to everybody', async () => {
  sample = await sampleServer({ access: ONLY_ANN });
  const session = await beginSession(sample.endpoint, { headers: { 'X-API-Key': ANN } });
  await sample.server.reload(undefined, { access: {} });
  expect((await call(session)).status).toBe(200);
});

it('changes nothing when the new rules cannot be kept', async () => {
  sample = await sampleServer({ access: ONLY_ANN, outgoing: { allowPrivateNetwork: false } });
  await expect(sample.server.reload(undefined, { access: { oauth: { issuer: 'http://id.example' } }, publicUrl: 'https://mcp.example' })).rejects.toMatchObject({ code: 'CONFIGURATION' });
  const session = await beginSession(sample.endpoint, { headers: { 'X-API-Key': ANN } });
  expect((await call(session, ANN)).status).toBe(200);
});

it('knows new names for itself', async () => {
  sample = await sampleServer();
  const ask = async (): Promise<number> => (await rawRequest(sample.endpoint, { body: INITIALIZE, headers: { Host: 'mcp.example' } })).status;
  expect(await ask()).toBe(403);
  await sample.server.reload(undefined, { allowedHosts: ['mcp.example'] });
  expect(await ask()).toBe(200);
});

it('keeps the keys of an issuer that stays, and asks the new one where it changes', async () => {
  const [first, second] = [await startIssuer(), await startIssuer()];
  try {
    sample = await sampleServer({ access: { oauth: { issuer: first.url, audience: 'pets' } } });
    const token = await first.token({ aud: 'pets' });
    const session = await beginSession(sample.endpoint, { headers: { Authorization: `Bearer ${token}` } });
    const status = async (jwt: string): Promise<number> => (await rawRequest(sample.endpoint, { headers: { 'Mcp-Session-Id': session, Authorization: `Bearer ${jwt}` }, body: toolCall(1, 'getPet', { id: 1 }) })).status;
    const asked = first.asked.length;
    await sample.server.reload(undefined, { access: { ...ONLY_ANN, oauth: { issuer: first.url, audience: 'pets' } } });
    expect([await status(token), first.asked.length]).toEqual([200, asked]);
    await sample.server.reload(undefined, { access: { oauth: { issuer: second.url, audience: 'pets' } } });
    expect([await status(token), await status(await second.token({ aud: 'pets' }))]).toEqual([401, 200]);
  } finally {
    await first.close();
    await second.close();
  }
});
