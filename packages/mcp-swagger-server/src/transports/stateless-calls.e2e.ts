import { hash } from 'node:crypto';
import { Agent } from 'node:http';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
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

const headersFor = (name: string): Record<string, string> => ({ 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'tools/call', 'Mcp-Name': name });

async function call(name: string, args: unknown, meta: object = META): Promise<{ status: number; headers: object; answer: unknown }> {
  const { status, headers, text } = await rawRequest(sample.endpoint, { headers: headersFor(name), body: toolCall(1, name, args, meta) });
  const { date: _, ...rest } = headers;
  return { status, headers: rest, answer: JSON.parse(text) };
}

describe('from its second call on, a client', () => {
  it.each([
    ['of a tool that answers', 'getPet', { id: 3 }],
    ['of a tool that fails', 'getPet', { id: 404 }],
    ['with arguments that are wrong', 'getPet', { id: 'three' }],
    ['of a tool that nobody knows', 'getPett', { id: 3 }],
  ])('is answered word for word as at its first one, for a call %s', async (_, name, args) => {
    sample = await sampleServer();
    const first = await call(name, args);
    expect(await call(name, args)).toEqual(first);
    expect(await call(name, args)).toEqual(first);
    expect(sample.server.connections()).toMatchObject([{ kind: 'derived', requestCount: 3, inFlight: 0 }]);
  });

  it('is counted call for call', async () => {
    sample = await sampleServer();
    for (const id of [1, 2, 3]) await call('getPet', { id });
    const [connection] = sample.server.connections();
    expect(sample.calls.map(({ tool, sessionId, upstreamStatus, isError }) => [tool, sessionId, upstreamStatus, isError])).toEqual(Array.from({ length: 3 }, () => ['getPet', connection?.sessionId, 200, false]));
  });

  it('cancels a call by closing its stream', async () => {
    sample = await sampleServer();
    await call('getPet', { id: 3 });
    const controller = new AbortController();
    const gone = fetch(sample.endpoint, {
      method: 'POST',
      signal: controller.signal,
      headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headersFor('slow') },
      body: JSON.stringify(toolCall(3, 'slow', {}, META)),
    });
    await sample.api.waiting(1);
    controller.abort();
    await expect(gone).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => sample.calls.some(({ tool, isError }) => tool === 'slow' && isError), 'the call is over');
  });
});

describe('over one socket', () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  afterAll(() => agent.destroy());
  const CLIENT_INFO = 'io.modelcontextprotocol/clientInfo';
  const over = async (meta: object, headers: Record<string, string> = {}): Promise<number> => {
    const { status } = await rawRequest(sample.endpoint, { headers: { ...headersFor('getPet'), ...headers }, body: toolCall(1, 'getPet', { id: 3 }, meta), agent });
    return status;
  };
  const counted = (): unknown => sample.server.connections().map(({ clientInfo, userAgent, requestCount }) => [clientInfo.name, clientInfo.subject ?? userAgent, requestCount]);

  it('whoever says of itself something else is another client', async () => {
    sample = await sampleServer();
    const other = { ...META, [CLIENT_INFO]: { name: 'another', version: '9' } };
    for (const meta of [META, META, META, other, other, META]) await over(meta);
    await over(META, { 'User-Agent': 'browser' });
    expect(counted()).toEqual([
      ['stateless', undefined, 4],
      ['another', undefined, 2],
      ['stateless', 'browser', 1],
    ]);
  });

  it('whoever comes with another key is another client', async () => {
    sample = await sampleServer({ access: { apiKeys: ['first', 'second'].map((name) => ({ name, sha256: hash('sha256', `key-of-${name}`) })) } });
    const [first = {}, second = {}] = ['first', 'second'].map((name) => ({ Authorization: `Bearer key-of-${name}` }));
    for (const headers of [first, first, first, second, second, first]) await over(META, headers);
    expect(counted()).toEqual([
      ['stateless', 'first', 4],
      ['stateless', 'second', 2],
    ]);
  });

  it('an envelope that was never accepted is refused after one that was', async () => {
    sample = await sampleServer();
    const statuses = [];
    for (const meta of [META, META, { ...META, 'io.modelcontextprotocol/clientCapabilities': 7 }, META]) statuses.push(await over(meta));
    expect(statuses).toEqual([200, 200, 400, 200]);
  });

  it('a connection that was taken to be gone is there again with the next call', async () => {
    sample = await sampleServer({ limits: { sessionIdleTimeoutMs: 1_000 } });
    for (const meta of [META, META]) await over(meta);
    await until(() => sample.server.connections().length === 0, 'the client was silent for long enough');
    await over(META);
    expect(counted()).toEqual([['stateless', undefined, 1]]);
  });
});

it.each([
  ['no capabilities', { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientInfo': { name: 'stateless', version: '9' } }],
  ['a client that is no object', { ...META, 'io.modelcontextprotocol/clientInfo': 7 }],
])('refuses an envelope with %s as often as it comes', async (_, meta) => {
  sample = await sampleServer();
  await call('getPet', { id: 3 });
  const refused = await call('getPet', { id: 3 }, meta);
  expect(refused).toMatchObject({ status: 400, answer: { error: { code: -32_602 } } });
  expect(await call('getPet', { id: 3 }, meta)).toEqual(refused);
});

it('refuses a known client whose header names another tool', async () => {
  sample = await sampleServer();
  await call('getPet', { id: 3 });
  const { status } = await rawRequest(sample.endpoint, { headers: headersFor('slow'), body: toolCall(1, 'getPet', { id: 3 }, META) });
  expect(status).toBe(400);
  expect(sample.calls).toHaveLength(1);
});
