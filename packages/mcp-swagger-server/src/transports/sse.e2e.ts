import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { sseChannel } from '../testing/channels.js';
import { INITIALIZE, open, rawRequest } from '../testing/raw-http.js';
import { type SampleServer, sampleServer } from '../testing/sample-server.js';
import { until } from '../testing/until.js';

let sample: SampleServer;
beforeEach(async () => {
  sample = await sampleServer({ transport: 'sse', pingIntervalMs: 20 });
});

afterEach(() => sample.close());

it('is at /sse, with its messages beside it', async () => {
  expect(new URL(sample.endpoint).pathname).toBe('/sse');
  const channel = await sseChannel(sample);
  expect(await channel.say(INITIALIZE)).toBe(202);
});

it.each([
  ['POST', '/sse', 405, 'use GET'],
  ['GET', '/messages', 405, 'use POST'],
  ['POST', '/messages?sessionId=nope', 404, 'Session not found'],
  ['GET', '/mcp', 404, '/sse and /messages'],
])('refuses %s %s', async (method, path, status, hint) => {
  const answer = await rawRequest(new URL(path, sample.endpoint).href, { method, body: method === 'POST' ? INITIALIZE : undefined });
  expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(hint)]);
});

it('keeps an idle stream alive with comments', async () => {
  const stream = await open(sample.endpoint, { method: 'GET' });
  let read = '';
  stream.on('data', (chunk: Buffer) => (read += chunk.toString()));
  await until(() => read.split(': ping\n\n').length > 3, 'three comments came');
  stream.destroy();
});

it('ends a session whose client hangs with an open stream', async () => {
  await sample.close();
  sample = await sampleServer({ transport: 'sse', limits: { sessionIdleTimeoutMs: 800 } });
  const channel = await sseChannel(sample);
  await channel.say(INITIALIZE);
  await channel.closed;
  expect(channel.said.some(({ method }) => method === 'ping')).toBe(true);
  expect(sample.events.at(-1)).toMatchObject({ event: 'disconnected', reason: 'did not answer a ping within 800 ms' });
});

it('keeps a session whose client answers pings', async () => {
  await sample.close();
  sample = await sampleServer({ transport: 'sse', limits: { sessionIdleTimeoutMs: 800 } });
  const channel = await sseChannel(sample);
  await channel.say(INITIALIZE);
  let answered = 0;
  await until(async () => {
    const pings = channel.said.filter(({ method }) => method === 'ping');
    for (const { id } of pings.slice(answered)) await channel.say({ jsonrpc: '2.0', id, result: {} });
    answered = pings.length;
    return answered >= 2;
  }, 'two pings were answered, and between them it was silent'); 
  expect(sample.server.connections()).toHaveLength(1);
  channel.drop();
});

it('serves another path with its messages beside it', async () => {
  await sample.close();
  sample = await sampleServer({ transport: 'sse', endpoint: '/v1/stream' });
  const stream = await open(sample.endpoint, { method: 'GET' });
  const [first] = (await once(stream, 'data')) as [Buffer];
  expect(first.toString()).toMatch(/^event: endpoint\ndata: \/v1\/messages\?sessionId=[0-9a-f-]{36}\n\n$/);
  stream.destroy();
});
