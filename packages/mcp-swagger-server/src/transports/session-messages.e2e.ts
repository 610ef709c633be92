import { afterEach, describe, expect, it } from '@jest/globals';
import { beginSession, INITIALIZE, rawRequest, toolCall } from '../testing/raw-http.js';
import { type SampleServer, sampleServer } from '../testing/sample-server.js';

let sample: SampleServer;
afterEach(() => sample.close());

describe('what a client may say when', () => {
  it('begins once', async () => {
    sample = await sampleServer();
    const headers = { 'Mcp-Session-Id': await beginSession(sample.endpoint) };
    const again = await rawRequest(sample.endpoint, { headers, body: INITIALIZE });
    expect([again.status, again.text]).toEqual([400, expect.stringContaining('initialized already')]);
  });

  it('may ping and call before it says that it is ready', async () => {
    sample = await sampleServer();
    const headers = { 'Mcp-Session-Id': await beginSession(sample.endpoint) };
    expect(JSON.parse((await rawRequest(sample.endpoint, { headers, body: { jsonrpc: '2.0', id: 'p', method: 'ping' } })).text)).toEqual({ jsonrpc: '2.0', id: 'p', result: {} });
    expect((await rawRequest(sample.endpoint, { headers, body: toolCall(1, 'getPet', { id: 1 }) })).status).toBe(200);
  });

  it.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])('may name %s in the header of a session, as what it negotiated or not', async (version) => {
    sample = await sampleServer();
    const headers = { 'Mcp-Session-Id': await beginSession(sample.endpoint, { protocolVersion: '2025-06-18' }), 'MCP-Protocol-Version': version };
    expect((await rawRequest(sample.endpoint, { headers, body: toolCall(1, 'getPet', { id: 1 }) })).status).toBe(200);
  });

  it('may not name the stateless revision in the header of a session', async () => {
    sample = await sampleServer();
    const headers = { 'Mcp-Session-Id': await beginSession(sample.endpoint), 'MCP-Protocol-Version': '2026-07-28' };
    expect((await rawRequest(sample.endpoint, { headers, body: toolCall(1, 'getPet', { id: 1 }) })).status).toBe(400);
  });

  it.each([
    ['2024-11-05', 200],
    ['2025-03-26', 200],
    ['2025-06-18', 400],
    ['2025-11-25', 400],
  ])('in %s a batch is answered with %i', async (protocolVersion, status) => {
    sample = await sampleServer();
    const headers = { 'Mcp-Session-Id': await beginSession(sample.endpoint, { protocolVersion }) };
    expect((await rawRequest(sample.endpoint, { headers, body: [{ jsonrpc: '2.0', id: 1, method: 'ping' }] })).status).toBe(status);
  });
});

describe('hostile messages', () => {
  const deep = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"getPet","arguments":{"id":${'['.repeat(100_000)}${']'.repeat(100_000)}}}}`;
  it.each([
    ['an id of null', '{"jsonrpc":"2.0","id":null,"method":"ping"}', 400],
    ['an id that is no whole number', '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', 400],
    ['an id beyond 2^53', '{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}', 400],
    ['an id that is an object', '{"jsonrpc":"2.0","id":{},"method":"ping"}', 400],
    ['a method that is no text', '{"jsonrpc":"2.0","id":1,"method":7}', 400],
    ['parameters that are a list', '{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}', 400],
    ['nesting that would take all of the stack', deep, 400],
    ['a bare number', '7', 400],
    ['null', 'null', 400],
    ['nothing', '', 400],
    ['an id of 10,000 characters, which is allowed', `{"jsonrpc":"2.0","id":"${'x'.repeat(10_000)}","method":"ping"}`, 200],
    ['a key twice, of which the last counts', '{"jsonrpc":"2.0","id":1,"id":2,"method":"tools/list","method":"ping"}', 200],
  ])('%s', async (_, body, status) => {
    sample = await sampleServer();
    const headers = { 'Mcp-Session-Id': await beginSession(sample.endpoint) };
    const answer = await rawRequest(sample.endpoint, { headers, body });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ jsonrpc: '2.0', ...(status === 400 ? { error: { code: expect.any(Number) } } : { result: {} }) });
    expect(sample.errors).toEqual([]);
    expect((await rawRequest(sample.endpoint, { headers, body: toolCall(9, 'getPet', { id: 1 }) })).status).toBe(200);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('a key %s changes nothing but itself', async (key) => {
    sample = await sampleServer();
    const headers = { 'Mcp-Session-Id': await beginSession(sample.endpoint) };
    const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","${key}":{"polluted":1},"params":{"${key}":{"polluted":1},"name":"getPet","arguments":{"id":1,"${key}":{"polluted":1}}}}`;
    const answer = await rawRequest(sample.endpoint, { headers, body });
    expect([200, 400]).toContain(answer.status);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect((await rawRequest(sample.endpoint, { headers, body: toolCall(2, 'getPet', { id: 1 }) })).text).toContain('/pets/1');
  });
});
