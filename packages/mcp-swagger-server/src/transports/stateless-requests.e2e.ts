import { afterEach, expect, it } from '@jest/globals';
import { rawRequest, toolCall } from '../testing/raw-http.js';
import { type SampleServer, sampleServer } from '../testing/sample-server.js';
import { until } from '../testing/until.js';

let sample: SampleServer;
afterEach(() => sample.close());

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'stateless', version: '9' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

function headersFor(method: string, name?: string): Record<string, string> {
  return { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': method, ...(name === undefined ? {} : { 'Mcp-Name': name }) };
}

it('calls a tool without a session', async () => {
  sample = await sampleServer();
  const answer = await rawRequest(sample.endpoint, { headers: headersFor('tools/call', 'getPet'), body: toolCall(1, 'getPet', { id: 3 }, META) });
  expect(answer.status).toBe(200);
  expect(answer.headers['mcp-session-id']).toBeUndefined();
  expect(JSON.parse(answer.text)).toMatchObject({ id: 1, result: { structuredContent: { path: '/pets/3' }, resultType: 'complete' } });
});

it('lists tools with a time to live and a scope, and the same list each time', async () => {
  sample = await sampleServer();
  const list = async (): Promise<string> => (await rawRequest(sample.endpoint, { headers: headersFor('tools/list'), body: { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: META } } })).text;
  const first = await list();
  expect(JSON.parse(first)).toMatchObject({ result: { ttlMs: 60_000, cacheScope: 'private', tools: [{ name: 'getPet' }, { name: 'slow' }, { name: 'flaky' }] } });
  expect(await list()).toBe(first);
  expect(first).not.toContain('x-mcp-header');
});

it.each([
  ['without the header of its method', { 'MCP-Protocol-Version': '2026-07-28' }, META, 400],
  ['with a header that names another tool', headersFor('tools/call', 'slow'), META, 400],
  ['of a revision that nobody knows', { ...headersFor('tools/call', 'getPet'), 'MCP-Protocol-Version': '2099-01-01' }, { ...META, 'io.modelcontextprotocol/protocolVersion': '2099-01-01' }, 400],
  ['with a header that promises an envelope which is not there', headersFor('tools/call', 'getPet'), undefined, 400],
])('refuses a call %s', async (_, headers, meta, status) => {
  sample = await sampleServer();
  const answer = await rawRequest(sample.endpoint, { headers, body: toolCall(1, 'getPet', { id: 3 }, meta) });
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.text)).toMatchObject({ id: 1, error: { message: expect.any(String) } });
  expect(sample.calls).toEqual([]);
  // A client's mistake is the client's business: it could flood whoever watches.
  expect(sample.errors).toEqual([]);
});

it('tells who it is and which revisions it speaks to whoever discovers it', async () => {
  sample = await sampleServer();
  const { status, text } = await rawRequest(sample.endpoint, { headers: headersFor('server/discover'), body: { jsonrpc: '2.0', id: 1, method: 'server/discover', params: { _meta: META } } });
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ id: 1, result: { supportedVersions: expect.arrayContaining(['2026-07-28']), capabilities: { tools: { listChanged: true }, resources: { subscribe: true } } } });
});

it('knows no method that nobody knows: 404 and -32601', async () => {
  sample = await sampleServer();
  const { status, text } = await rawRequest(sample.endpoint, { headers: headersFor('tools/guess'), body: { jsonrpc: '2.0', id: 1, method: 'tools/guess', params: { _meta: META } } });
  expect([status, JSON.parse(text)]).toEqual([404, expect.objectContaining({ id: 1, error: expect.objectContaining({ code: -32_601 }) })]);
});

it('names the revisions that it speaks to a client of another one: 400 and -32022', async () => {
  sample = await sampleServer();
  const headers = { ...headersFor('tools/list'), 'MCP-Protocol-Version': '2099-01-01' };
  const { status, text } = await rawRequest(sample.endpoint, { headers, body: { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: { ...META, 'io.modelcontextprotocol/protocolVersion': '2099-01-01' } } } });
  expect([status, JSON.parse(text)]).toEqual([400, expect.objectContaining({ id: 1, error: expect.objectContaining({ code: -32_022, data: expect.objectContaining({ supported: expect.arrayContaining(['2026-07-28']) }) }) })]);
});

it('takes clients that differ in their name for two connections, and forgets them when they are silent', async () => {
  sample = await sampleServer({ limits: { sessionIdleTimeoutMs: 1_500 } });
  const other = { ...META, 'io.modelcontextprotocol/clientInfo': { name: 'other', version: '9' } };
  for (const meta of [META, other, META]) await rawRequest(sample.endpoint, { headers: headersFor('tools/call', 'getPet'), body: toolCall(1, 'getPet', { id: 3 }, meta) });
  expect(sample.server.connections().map(({ kind, requestCount, clientInfo }) => [kind, clientInfo.name, requestCount])).toEqual([
    ['derived', 'stateless', 2],
    ['derived', 'other', 1],
  ]);
  await until(() => sample.server.connections().length === 0, 'they are forgotten');
  expect(sample.events.at(-1)).toMatchObject({ event: 'disconnected', kind: 'derived', reason: 'silent for 1500 ms' });
});

it('ends the clients of a server that stops with that reason', async () => {
  sample = await sampleServer();
  await rawRequest(sample.endpoint, { headers: headersFor('tools/call', 'getPet'), body: toolCall(1, 'getPet', { id: 3 }, META) });
  await sample.server.close();
  expect(sample.events.at(-1)).toMatchObject({ event: 'disconnected', kind: 'derived', reason: 'the server stopped' });
});

it('refuses a client beyond the limit with an error that has its id', async () => {
  sample = await sampleServer({ limits: { maxConnections: 1 } });
  const other = { ...META, 'io.modelcontextprotocol/clientInfo': { name: 'other', version: '9' } };
  await rawRequest(sample.endpoint, { headers: headersFor('tools/call', 'getPet'), body: toolCall(1, 'getPet', { id: 3 }, META) });
  const refused = await rawRequest(sample.endpoint, { headers: headersFor('tools/call', 'getPet'), body: toolCall(8, 'getPet', { id: 3 }, other) });
  expect(refused.status).toBe(503);
  expect(JSON.parse(refused.text)).toMatchObject({ id: 8, error: { message: expect.stringContaining('at most 1 connections') } });
  expect(sample.events.at(-1)).toMatchObject({ event: 'rejected', kind: 'derived' });
});
