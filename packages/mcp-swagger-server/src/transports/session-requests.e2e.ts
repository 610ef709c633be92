import { request } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { beginSession, INITIALIZE, open, rawRequest, toolCall } from '../testing/raw-http.js';
import { type SampleServer, sampleServer } from '../testing/sample-server.js';
import { until } from '../testing/until.js';

let sample: SampleServer;
afterEach(() => sample.close());

describe('what is refused before the protocol sees it', () => {
  it.each([
    ['a path that is not the endpoint', { path: '/other' }, 404, 'the MCP endpoint is /mcp'],
    ['a method that means nothing here', { method: 'PUT' }, 405, 'use GET, POST, DELETE'],
    ['a body that is not JSON', { body: '{"jsonrpc":' }, 400, 'not JSON'],
    ['a body that is no JSON-RPC', { body: { hello: 1 } }, 400, 'not a valid JSON-RPC'],
    ['another content type', { headers: { 'Content-Type': 'text/plain' }, body: INITIALIZE }, 415, 'application/json'],
    ['a client that takes no stream', { headers: { Accept: 'application/json' }, body: INITIALIZE }, 406, 'text/event-stream'],
    ['a GET for something else than a stream', { method: 'GET', headers: { Accept: 'application/json' } }, 406, 'text/event-stream'],
    ['a GET without a session', { method: 'GET', headers: { Accept: 'text/event-stream' } }, 400, 'Mcp-Session-Id'],
    ['a GET of the stateless era', { method: 'GET', headers: { Accept: 'text/event-stream', 'MCP-Protocol-Version': '2026-07-28' } }, 405, 'use POST'],
    ['a request without a session', { body: toolCall(1, 'getPet', { id: 1 }) }, 400, 'begin a session'],
    ['a session that never was', { headers: { 'Mcp-Session-Id': 'nope' }, body: toolCall(1, 'getPet', { id: 1 }) }, 404, 'Session not found'],
    ['an initialize without clientInfo', { body: { ...INITIALIZE, params: { protocolVersion: '2025-11-25' } } }, 400, 'clientInfo'],
    ['a batch with initialize in it', { body: [INITIALIZE, toolCall(1, 'getPet')] }, 400, 'alone'],
    ['an empty batch', { body: [] }, 400, 'empty'],
    ['the host of somebody else', { headers: { Host: 'evil.example' }, body: INITIALIZE }, 403, '--allowed-host'],
    ['a page of somebody else', { headers: { Origin: 'https://evil.example' }, body: INITIALIZE }, 403, '--allowed-origin'],
    ['a sandboxed page', { headers: { Origin: 'null' }, body: INITIALIZE }, 403, '--allowed-origin'],
  ])('%s', async (_, request, status, hint) => {
    sample = await sampleServer();
    const { path = '/mcp', ...rest } = request as { path?: string };
    const answer = await rawRequest(sample.endpoint.replace('/mcp', path), rest);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(hint)]);
    expect(JSON.parse(answer.text)).toMatchObject({ jsonrpc: '2.0', error: { code: expect.any(Number) } });
    expect(sample.server.connections()).toEqual([]);
  });

  it('a body beyond 4 MiB, said or not', async () => {
    sample = await sampleServer();
    const body = JSON.stringify({ ...INITIALIZE, padding: 'x'.repeat(4 * 1024 * 1024) });
    expect((await rawRequest(sample.endpoint, { body })).status).toBe(413);
    const chunked = await rawRequest(sample.endpoint, { body, headers: { 'Transfer-Encoding': 'chunked' } });
    expect(chunked.status).toBe(413);
  });
});

it('refuses HEAD as a method, without a body', async () => {
  sample = await sampleServer();
  expect(await rawRequest(sample.endpoint, { method: 'HEAD' })).toMatchObject({ status: 405, text: '', headers: { allow: 'GET, POST, DELETE' } });
});

it('answers with JSON and the id of the session', async () => {
  sample = await sampleServer();
  const answer = await rawRequest(sample.endpoint, { body: INITIALIZE });
  expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'mcp-session-id': expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(JSON.parse(answer.text)).toMatchObject({ id: 0, result: { protocolVersion: '2025-11-25', serverInfo: { title: 'Sample' } } });
  expect(sample.events).toMatchObject([{ event: 'connected', kind: 'session', clientInfo: { name: 'raw', version: '1.2.3', ip: '127.0.0.1', protocolVersion: '2025-11-25' } }]);
});

it.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])('speaks %s', async (protocolVersion) => {
  sample = await sampleServer();
  const answer = await rawRequest(sample.endpoint, { body: { ...INITIALIZE, params: { ...INITIALIZE.params, protocolVersion } } });
  expect(JSON.parse(answer.text)).toMatchObject({ result: { protocolVersion } });
});

it('offers its newest revision to a client that names an unknown one', async () => {
  sample = await sampleServer();
  const answer = await rawRequest(sample.endpoint, { body: { ...INITIALIZE, params: { ...INITIALIZE.params, protocolVersion: '1999-01-01' } } });
  expect(JSON.parse(answer.text)).toMatchObject({ result: { protocolVersion: '2025-11-25' } });
});

it('refuses a protocol version in the header that it does not speak', async () => {
  sample = await sampleServer();
  const sessionId = await beginSession(sample.endpoint);
  const headers = { 'Mcp-Session-Id': sessionId, 'MCP-Protocol-Version': '1999-01-01' };
  expect((await rawRequest(sample.endpoint, { headers, body: toolCall(1, 'getPet', { id: 1 }) })).status).toBe(400);
});

it('acknowledges a notification with 202 and nothing', async () => {
  sample = await sampleServer();
  const sessionId = await beginSession(sample.endpoint);
  const answer = await rawRequest(sample.endpoint, { headers: { 'Mcp-Session-Id': sessionId }, body: { jsonrpc: '2.0', method: 'notifications/initialized' } });
  expect([answer.status, answer.text]).toEqual([202, '']);
});

it('answers a batch as a batch', async () => {
  sample = await sampleServer();
  const sessionId = await beginSession(sample.endpoint, { protocolVersion: '2025-03-26' });
  const answer = await rawRequest(sample.endpoint, { headers: { 'Mcp-Session-Id': sessionId }, body: [toolCall(1, 'getPet', { id: 1 }), { jsonrpc: '2.0', id: 2, method: 'ping' }] });
  const ids = (JSON.parse(answer.text) as { id: number }[]).map(({ id }) => id);
  expect(ids.sort()).toEqual([1, 2]);
});

it('refuses an id that a request in flight has', async () => {
  sample = await sampleServer();
  const headers = { 'Mcp-Session-Id': await beginSession(sample.endpoint) };
  const first = rawRequest(sample.endpoint, { headers, body: toolCall(1, 'slow') });
  await sample.api.waiting(1);
  expect((await rawRequest(sample.endpoint, { headers, body: toolCall(1, 'slow') })).status).toBe(400);
  sample.api.release();
  expect((await first).text).toContain('waited');
});

it('ends the POST of a request that its client cancelled', async () => {
  sample = await sampleServer();
  const headers = { 'Mcp-Session-Id': await beginSession(sample.endpoint) };
  const call = rawRequest(sample.endpoint, { headers, body: toolCall(5, 'slow') });
  await sample.api.waiting(1);
  await rawRequest(sample.endpoint, { headers, body: { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 5 } } });
  expect(await call).toMatchObject({ status: 202, text: '' });
  expect((await rawRequest(sample.endpoint, { headers, body: toolCall(5, 'getPet', { id: 1 }) })).status).toBe(200);
});

it('keeps all digits of a large integer in an argument', async () => {
  sample = await sampleServer();
  const headers = { 'Mcp-Session-Id': await beginSession(sample.endpoint) };
  const body = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"getPet","arguments":{"id":9007199254740993}}}';
  expect((await rawRequest(sample.endpoint, { headers, body })).text).toContain('/pets/9007199254740993');
});

it('knows a session no more after DELETE', async () => {
  sample = await sampleServer();
  const headers = { 'Mcp-Session-Id': await beginSession(sample.endpoint) };
  expect((await rawRequest(sample.endpoint, { method: 'DELETE', headers })).status).toBe(200);
  expect((await rawRequest(sample.endpoint, { method: 'DELETE', headers })).status).toBe(404);
  expect((await rawRequest(sample.endpoint, { headers, body: toolCall(1, 'getPet', { id: 1 }) })).status).toBe(404);
});

it('answers what is in flight when its session is closed from outside', async () => {
  sample = await sampleServer();
  const sessionId = await beginSession(sample.endpoint);
  const call = rawRequest(sample.endpoint, { headers: { 'Mcp-Session-Id': sessionId }, body: toolCall(1, 'slow') });
  await sample.api.waiting(1);
  expect(sample.server.closeSession(sessionId, 'by a test')).toBe(true);
  expect((await call).text).toContain('The session ended');
  expect(sample.events.at(-1)).toMatchObject({ event: 'disconnected', sessionId, reason: 'by a test' });
});

it('refuses a client beyond the limit and tells who watches', async () => {
  sample = await sampleServer({ limits: { maxConnections: 2 } });
  await beginSession(sample.endpoint);
  const second = await beginSession(sample.endpoint);
  const refused = await rawRequest(sample.endpoint, { body: INITIALIZE });
  expect(refused.status).toBe(503);
  expect(JSON.parse(refused.text)).toMatchObject({ id: 0, error: { message: expect.stringContaining('at most 2 connections') } });
  expect(sample.events.at(-1)).toMatchObject({ event: 'rejected', kind: 'session', clientInfo: { name: 'raw' }, reason: '2 of 2 connections are in use' });

  await rawRequest(sample.endpoint, { method: 'DELETE', headers: { 'Mcp-Session-Id': second } });
  await beginSession(sample.endpoint);
});

it('gives the place of whoever was idle longest to a newcomer, if it is told to', async () => {
  sample = await sampleServer({ limits: { maxConnections: 2, onLimit: 'evict-oldest' } });
  const busy = { 'Mcp-Session-Id': await beginSession(sample.endpoint) };
  const call = rawRequest(sample.endpoint, { headers: busy, body: toolCall(1, 'slow') });
  await sample.api.waiting(1);
  const idle = await beginSession(sample.endpoint);
  const newcomer = await beginSession(sample.endpoint);
  expect(sample.server.connections().map(({ sessionId }) => sessionId)).toEqual([busy['Mcp-Session-Id'], newcomer]);
  expect(sample.events.at(-2)).toMatchObject({ event: 'disconnected', sessionId: idle, reason: expect.stringContaining('idle longest') });
  expect((await rawRequest(sample.endpoint, { headers: { 'Mcp-Session-Id': idle }, body: toolCall(1, 'getPet', { id: 1 }) })).status).toBe(404);
  sample.api.release();
  expect((await call).status).toBe(200);
});

it('ends a session that is too old, however busy it is', async () => {
  sample = await sampleServer({ limits: { maxSessionAgeMs: 1_000 } });
  const headers = { 'Mcp-Session-Id': await beginSession(sample.endpoint) };
  const call = rawRequest(sample.endpoint, { headers, body: toolCall(1, 'slow') });
  expect((await call).text).toContain('The session ended');
  expect(sample.events.at(-1)).toMatchObject({ event: 'disconnected', reason: 'open for 1000 ms, the most that a session may last' });
  expect((await rawRequest(sample.endpoint, { headers, body: toolCall(2, 'getPet', { id: 1 }) })).status).toBe(404);
});

it('ends the calls of a session that its client deletes', async () => {
  sample = await sampleServer();
  const headers = { 'Mcp-Session-Id': await beginSession(sample.endpoint) };
  const call = rawRequest(sample.endpoint, { headers, body: toolCall(1, 'slow') });
  await sample.api.waiting(1);
  await rawRequest(sample.endpoint, { method: 'DELETE', headers });
  expect((await call).text).toContain('The session ended');
  await until(() => sample.calls.length === 1, 'the call ended');
  expect(sample.calls).toMatchObject([{ tool: 'slow', isError: true }]);
});

it('goes on with a call whose client is gone: to hang up is not to cancel', async () => {
  sample = await sampleServer();
  const headers = { 'Mcp-Session-Id': await beginSession(sample.endpoint) };
  const outgoing = request(sample.endpoint, { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' } });
  outgoing.on('error', () => {});
  outgoing.end(JSON.stringify(toolCall(1, 'slow')));
  await sample.api.waiting(1);
  outgoing.destroy();
  sample.api.release();
  await until(() => sample.calls.length === 1, 'the call ended');
  expect(sample.calls).toMatchObject([{ tool: 'slow', isError: false }]);
  await until(() => sample.server.connections()[0]?.inFlight === 0, 'nothing is in flight');
});

describe('silence', () => {
  it('ends a session', async () => {
    sample = await sampleServer({ limits: { sessionIdleTimeoutMs: 200 } });
    const headers = { 'Mcp-Session-Id': await beginSession(sample.endpoint) };
    await until(() => sample.server.connections().length === 0, 'the session expired');
    expect(sample.events.at(-1)).toMatchObject({ event: 'disconnected', reason: 'silent for 200 ms' });
    expect((await rawRequest(sample.endpoint, { headers, body: toolCall(1, 'getPet', { id: 1 }) })).status).toBe(404);
  });

  it('does not end a session with a call in flight', async () => {
    sample = await sampleServer({ limits: { sessionIdleTimeoutMs: 1_000 } });
    const watched = await beginSession(sample.endpoint);
    const call = rawRequest(sample.endpoint, { headers: { 'Mcp-Session-Id': watched }, body: toolCall(1, 'slow') });
    await sample.api.waiting(1);
    // A second session shows when silence has had its effect.
    await beginSession(sample.endpoint);
    await until(() => sample.server.connections().length === 1, 'the idle one expired');
    expect(sample.server.connections()).toMatchObject([{ sessionId: watched, inFlight: 1 }]);
    sample.api.release();
    expect((await call).status).toBe(200);
  });

  it('ends a session whose client holds a stream but does not answer a ping', async () => {
    sample = await sampleServer({ limits: { sessionIdleTimeoutMs: 1_000 } });
    const headers = { 'Mcp-Session-Id': await beginSession(sample.endpoint), Accept: 'text/event-stream' };
    const stream = await open(sample.endpoint, { method: 'GET', headers });
    let read = '';
    stream.on('data', (chunk: Buffer) => (read += chunk.toString()));
    await until(() => sample.server.connections().length === 0, 'the session expired');
    expect(read).toContain('"method":"ping"');
    expect(sample.events.at(-1)).toMatchObject({ reason: 'did not answer a ping within 1000 ms' });
  });
});

it('keeps an idle stream alive with comments', async () => {
  sample = await sampleServer({ pingIntervalMs: 20 });
  const headers = { 'Mcp-Session-Id': await beginSession(sample.endpoint), Accept: 'text/event-stream' };
  const stream = await open(sample.endpoint, { method: 'GET', headers });
  expect(stream.headers['content-type']).toBe('text/event-stream');
  let read = '';
  stream.on('data', (chunk: Buffer) => (read += chunk.toString()));
  await until(() => read.split(': ping\n\n').length > 3, 'three comments came');
});

it('lets a new stream take the place of the old one', async () => {
  sample = await sampleServer();
  const headers = { 'Mcp-Session-Id': await beginSession(sample.endpoint), Accept: 'text/event-stream' };
  const first = await open(sample.endpoint, { method: 'GET', headers });
  const ended = new Promise((resolve) => {
    first.once('end', resolve).resume();
  });
  const second = await open(sample.endpoint, { method: 'GET', headers });
  await ended;
  expect(second.statusCode).toBe(200);
  second.destroy();
});

it('lets a page that is allowed read its answers', async () => {
  sample = await sampleServer({ allowedOrigins: ['https://app.example'] });
  const headers = { Origin: 'https://app.example' };
  const preflight = await rawRequest(sample.endpoint, { method: 'OPTIONS', headers: { ...headers, 'Access-Control-Request-Headers': 'content-type,mcp-session-id' } });
  expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': 'https://app.example', 'access-control-allow-headers': 'content-type,mcp-session-id' } });
  const answer = await rawRequest(sample.endpoint, { headers, body: INITIALIZE });
  expect(answer).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': 'https://app.example', 'access-control-expose-headers': 'Mcp-Session-Id, WWW-Authenticate' } });
});

it('answers to a name that is allowed', async () => {
  sample = await sampleServer({ allowedHosts: ['mcp.example'] });
  expect((await rawRequest(sample.endpoint, { headers: { Host: 'mcp.example:8080' }, body: INITIALIZE })).status).toBe(200);
});
