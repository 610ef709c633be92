import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, createServer as createProxy } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { beginSession, open, rawRequest, toolCall } from '../testing/raw-http.js';
import { type SampleServer, sampleServer } from '../testing/sample-server.js';
import { until } from '../testing/until.js';
import { EventStore } from './event-store.js';
import { SessionTransport } from './session-transport.js';

let sample: SampleServer;
afterEach(() => sample.close());

interface Event {
  id?: string;
  retry?: string;
  data?: string;
}

/** Reads the events of a stream as they come; comments are left out. */
function events(stream: IncomingMessage): { all: Event[]; ended: Promise<void> } {
  const all: Event[] = [];
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const fields = part.split('\n').filter((line) => !line.startsWith(':'));
      if (fields.length > 0) all.push(Object.fromEntries(fields.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])));
    }
  });
  stream.on('error', () => {});
  return { all, ended: new Promise((resolve) => stream.once('close', () => resolve())) };
}

function streamOf(sessionId: string, lastEventId?: string): Promise<IncomingMessage> {
  return open(sample.endpoint, { method: 'GET', headers: { 'Mcp-Session-Id': sessionId, Accept: 'text/event-stream', ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }) } });
}

/** A call that tells progress at once and is answered when the API is released: `flaky` fails first, and the retry is told. */
function tellingCall(sessionId: string, id: number): Promise<IncomingMessage> {
  return open(sample.endpoint, { headers: { 'Mcp-Session-Id': sessionId }, body: toolCall(id, 'flaky', {}, { progressToken: 'p' }) });
}

it('primes a stream with an id, no data and a time to come back after, in the revision that knows it', async () => {
  sample = await sampleServer();
  const stream = events(await streamOf(await beginSession(sample.endpoint)));
  await until(() => stream.all.length === 1, 'the stream is primed');
  expect(stream.all).toEqual([{ id: '1-0', retry: '1000', data: '' }]);
});

it.each(['2025-03-26', '2025-06-18'])('does not prime a stream of %s, whose clients would choke on it', async (protocolVersion) => {
  sample = await sampleServer({ pingIntervalMs: 20 });
  const sessionId = await beginSession(sample.endpoint, { protocolVersion });
  const stream = await streamOf(sessionId);
  let read = '';
  stream.on('data', (chunk: Buffer) => (read += chunk.toString()));
  await until(() => read.split(': ping').length > 2, 'two comments came');
  expect(read).not.toContain('data:');
});

it('numbers the events of a POST and sends the rest of them to whoever lost it', async () => {
  sample = await sampleServer();
  const sessionId = await beginSession(sample.endpoint);
  const call = events(await tellingCall(sessionId, 1));
  await call.ended;
  expect(call.all.map(({ id }) => id)).toEqual(['1-0', '1-1', '1-2']);
  const [, progress, answer] = call.all;
  expect(progress?.data).toContain('notifications/progress');
  const again = events(await streamOf(sessionId, '1-1'));
  await again.ended;
  expect(again.all).toEqual([answer]);
});

it('finishes a call whose client lost the stream, and gives the answer to the client when it is back', async () => {
  sample = await sampleServer();
  const sessionId = await beginSession(sample.endpoint, { protocolVersion: '2025-03-26' });
  const batch = await open(sample.endpoint, { headers: { 'Mcp-Session-Id': sessionId }, body: [toolCall(1, 'flaky', {}, { progressToken: 'p' }), toolCall(2, 'slow')] });
  const first = events(batch);
  await until(() => first.all.some(({ data = '' }) => data.includes('"id":1')), 'the first answer came over the stream');
  await sample.api.waiting(1);
  batch.destroy();
  await until(() => sample.server.connections().some(({ inFlight }) => inFlight === 1), 'the request is still in flight');
  sample.api.release();
  await until(() => sample.calls.some(({ tool, isError }) => tool === 'slow' && !isError), 'the call went on to its end');
  const resumed = events(await streamOf(sessionId, first.all.at(-1)?.id));
  await resumed.ended;
  expect(resumed.all.map(({ data = '' }) => data)).toEqual([expect.stringContaining('waited')]);
  await until(() => sample.server.connections().every(({ inFlight }) => inFlight === 0), 'nothing is in flight');
});

it('goes on over the new stream when the call is not answered yet', async () => {
  sample = await sampleServer();
  const sessionId = await beginSession(sample.endpoint, { protocolVersion: '2025-03-26' });
  const lost = await open(sample.endpoint, { headers: { 'Mcp-Session-Id': sessionId }, body: [toolCall(1, 'flaky', {}, { progressToken: 'p' }), toolCall(2, 'slow')] });
  const first = events(lost);
  await until(() => first.all.some(({ data = '' }) => data.includes('"id":1')), 'the first answer came over the stream');
  await sample.api.waiting(1);
  lost.destroy();
  const resumed = events(await streamOf(sessionId, '1-1'));
  await until(() => resumed.all.length === 1, 'the first answer came again');
  sample.api.release();
  await resumed.ended;
  expect(resumed.all.map(({ id }) => id)).toEqual(['1-2', '1-3']);
});

it.each([
  ['an id that is none of ours', 'what?', 'is no event of this session'],
  ['a stream that never was', '7-1', 'Nothing is kept'],
])('refuses %s', async (_, lastEventId, hint) => {
  sample = await sampleServer();
  const sessionId = await beginSession(sample.endpoint);
  const refused = await rawRequest(sample.endpoint, { method: 'GET', headers: { 'Mcp-Session-Id': sessionId, Accept: 'text/event-stream', 'Last-Event-ID': lastEventId } });
  expect([refused.status, refused.text]).toEqual([400, expect.stringContaining(hint)]);
});

it('does not give the events of one session to another', async () => {
  sample = await sampleServer();
  const call = events(await tellingCall(await beginSession(sample.endpoint), 1));
  await call.ended;
  const other = await beginSession(sample.endpoint);
  const refused = await rawRequest(sample.endpoint, { method: 'GET', headers: { 'Mcp-Session-Id': other, Accept: 'text/event-stream', 'Last-Event-ID': '1-0' } });
  expect(refused.status).toBe(400);
});

it('keeps what the stream of a GET would have said while it was lost', async () => {
  sample = await sampleServer({ limits: { sessionIdleTimeoutMs: 60_000 } });
  const transport = new SessionTransport('s', '2025-11-25', { pingIntervalMs: 60_000, streamAfterMs: 60_000, events: new EventStore() });
  const server = createServer((request, response) => {
    const last = request.headers['last-event-id'];
    if (last === undefined) transport.attach(response);
    else transport.resume(response, String(last));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const changed = (method: string): Promise<void> => transport.send({ jsonrpc: '2.0', method });
  const first = await open(url, { method: 'GET' });
  const before = events(first);
  await changed('one');
  await until(() => before.all.length === 2, 'the first notification came');
  first.destroy();
  await until(() => transport.presence === 'unknown', 'the server noticed the loss');
  await changed('two');
  await changed('three');
  const after = events(await open(url, { method: 'GET', headers: { 'Last-Event-ID': '1-1' } }));
  await until(() => after.all.length === 2, 'both came');
  await changed('four');
  await until(() => after.all.length === 3, 'the stream goes on');
  expect(after.all.map(({ id, data = '' }) => [id, (JSON.parse(data) as { method: string }).method])).toEqual([['1-2', 'two'], ['1-3', 'three'], ['1-4', 'four']]);
  await transport.close();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

it('answers over a stream when the answer takes long, so that it can be resumed', async () => {
  sample = await sampleServer();
  const store = new EventStore();
  const transport = new SessionTransport('s', '2025-11-25', { pingIntervalMs: 60_000, streamAfterMs: 20, events: store });
  const server = createServer((_request, response) => transport.receive([{ jsonrpc: '2.0', id: 1, method: 'tools/call' }], response, false, () => {}));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const answer = events(await open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { body: {} }));
  await until(() => answer.all.length === 1, 'the stream is primed');
  await transport.send({ jsonrpc: '2.0', id: 1, result: {} });
  await answer.ended;
  expect(answer.all).toEqual([{ id: '1-0', retry: '1000', data: '' }, { event: 'message', id: '1-1', data: '{"jsonrpc":"2.0","id":1,"result":{}}' }]);
  expect(store.counts.events).toBe(1);
  await transport.close();
  expect(store.counts.events).toBe(0);
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

it('lets the official client have its answer although the connection broke under the call', async () => {
  sample = await sampleServer();
  const { port } = new URL(sample.endpoint);
  const parts = new Set<() => void>();
  let cuts = 0;
  const proxy = createProxy((near) => {
    const far = connect(Number(port), '127.0.0.1');
    const part = (): void => {
      near.destroy();
      far.destroy();
    };
    parts.add(part);
    for (const socket of [near, far]) socket.on('error', part).on('close', part);
    near.pipe(far);
    far.on('data', (chunk: Buffer) => {
      near.write(chunk, () => {
        if (cuts > 0 || !chunk.includes('notifications/progress')) return;
        cuts += 1;
        part();
      });
    });
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  const client = new Client({ name: 'cut off', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}/mcp`)));
  const told: string[] = [];
  const result = await client.callTool({ name: 'flaky', arguments: {} }, undefined, { onprogress: ({ message = '' }) => told.push(message) });
  expect(result).toMatchObject({ structuredContent: { calls: 2 } });
  expect([cuts, told.length]).toEqual([1, 1]);
  await client.close();
  for (const part of parts) part();
  await new Promise((resolve) => {
    proxy.close(resolve);
  });
});
