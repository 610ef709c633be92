import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { LoggingMessageNotificationSchema, ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { createMcpServer, type McpServer, type McpServerOptions } from '../index.js';
import { type OfferingApi, offeringApi, PIXEL } from '../testing/offering-api.js';
import { rawRequest } from '../testing/raw-http.js';
import { until } from '../testing/until.js';

/** With the six of the API 1,200, as large documents have. */
const EXTRA = 1_194;
let api: OfferingApi;
let servers: McpServer[] = [];
beforeAll(async () => {
  api = await offeringApi(EXTRA);
});
afterAll(async () => {
  for (const server of servers) await server.close(0);
  servers = [];
  await api.close();
});

async function serve(options: Partial<McpServerOptions> = {}): Promise<McpServer> {
  const server = await createMcpServer({ document: { text: api.documentText }, outgoing: { allowPrivateNetwork: true }, ...options });
  servers.push(server);
  return server;
}

interface Listed {
  name: string;
  [key: string]: unknown;
}

/** What the tests need of either SDK. */
interface AnyClient {
  listTools(params?: { cursor?: string }): Promise<{ tools: Listed[]; nextCursor?: string | undefined }>;
  callTool(params: { name: string; arguments: Record<string, unknown> }): Promise<Record<string, unknown>>;
  listResources(): Promise<{ resources: Listed[] }>;
  listResourceTemplates(): Promise<{ resourceTemplates: Listed[] }>;
  readResource(params: { uri: string }): Promise<{ contents: Record<string, unknown>[] }>;
  listPrompts(): Promise<{ prompts: Listed[] }>;
  getPrompt(params: { name: string; arguments?: Record<string, string> }): Promise<{ messages: unknown[] }>;
  getInstructions(): string | undefined;
  close(): Promise<void>;
}

async function oldClient(server: McpServer): Promise<OldClient> {
  const client = new OldClient({ name: 'old', version: '1' });
  await client.connect(new OldTransport(new URL(server.endpoint)) as Parameters<typeof client.connect>[0]);
  return client;
}

async function newClient(server: McpServer): Promise<AnyClient> {
  const client = new NewClient({ name: 'new', version: '2' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new NewTransport(new URL(server.endpoint)));
  return client as unknown as AnyClient;
}

const eras: [string, (server: McpServer) => Promise<AnyClient>][] = [
  ['with sessions', async (server) => (await oldClient(server)) as unknown as AnyClient],
  ['without sessions', newClient],
];

describe.each(eras)('the era %s', (_, connect) => {
  let server: McpServer;
  let client: AnyClient;
  beforeAll(async () => {
    server = await serve();
    client = await connect(server);
  });
  afterAll(() => client.close());

  it('lists resources and templates', async () => {
    expect((await client.listResources()).resources).toEqual([expect.objectContaining({ uri: 'readme://main', name: 'Readme', mimeType: 'text/markdown' })]);
    expect((await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['photos://{name}', 'missing://{name}', 'sizes://{size}']);
  });

  it('reads text and bytes, with the variables of the URI', async () => {
    expect((await client.readResource({ uri: 'readme://main' })).contents).toEqual([expect.objectContaining({ uri: 'readme://main', text: '# 茶 readme' })]);
    const [photo] = (await client.readResource({ uri: 'photos://red%20rose' })).contents;
    expect(photo).toMatchObject({ uri: 'photos://red%20rose', mimeType: 'image/png', blob: PIXEL.toString('base64') });
    expect(api.asked).toContain('/photos/red%20rose');
  });

  it.each([
    ['a URI that nothing has', 'nothing://here', /nothing:\/\/here/],
    ['an answer that is not kept any more', 'answer:0000', /answer:0000/],
    ['a resource that the API refuses', 'missing://x', /404/],
    ['a variable that would leave its place', 'photos://..', /segment of dots/],
  ])('tells an error for %s', async (_name, uri, message) => {
    await expect(client.readResource({ uri })).rejects.toThrow(message);
  });

  it('lists prompts and fills them, pictures included', async () => {
    expect((await client.listPrompts()).prompts).toEqual([
      expect.objectContaining({ name: 'describe_photo', arguments: [expect.objectContaining({ name: 'photo', required: true }), expect.objectContaining({ name: 'tone', required: false })] }),
    ]);
    const { messages } = await client.getPrompt({ name: 'describe_photo', arguments: { photo: 'a/{tone}' } });
    expect(messages).toEqual([
      { role: 'user', content: { type: 'text', text: 'Describe a/{tone}  with {braces}.' } },
      { role: 'user', content: { type: 'image', data: PIXEL.toString('base64'), mimeType: 'image/png' } },
      { role: 'assistant', content: { type: 'resource', resource: expect.objectContaining({ uri: 'readme://main', text: '# 茶 readme' }) } },
    ]);
    expect(api.asked).toContain('/photos/a%2F%7Btone%7D');
  });

  it.each([
    [{ name: 'describe_photo' }, /needs the argument photo/],
    [{ name: 'describe_photo', arguments: { photo: 'a', tune: 'b' } }, /has no argument "tune"/],
    [{ name: 'describe_foto', arguments: {} }, /did you mean describe_photo\?/],
  ])('refuses the prompt %j', async (params, message) => {
    await expect(client.getPrompt(params)).rejects.toThrow(message);
  });

  it('tells what the API is and what every tool takes', () => {
    expect(client.getInstructions()).toMatch(/Sells tea\.[\s\S]*_projection[\s\S]*_continue/);
  });

  it('picks out of an answer with a projection', async () => {
    const result = await client.callTool({ name: 'long', arguments: { _projection: '$count($)' } });
    expect(result['structuredContent']).toEqual({ result: 400 });
  });
});

describe('pages', () => {
  it('lists every tool once, in the order of the document', async () => {
    const client = await oldClient(await serve());
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.listTools(cursor === undefined ? {} : { cursor });
      expect(page.tools.length).toBeLessThanOrEqual(500);
      names.push(...page.tools.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(names).toHaveLength(6 + EXTRA);
    expect(new Set(names).size).toBe(names.length);
    expect(names.at(-1)).toBe(`extra${EXTRA - 1}`);
    await expect(client.listTools({ cursor: 'bogus' })).rejects.toThrow(/list again from the start/);
    await client.close();
  });

  it('are the same ones without a session, whose client puts them together, also at another server of the document', async () => {
    const [first, second] = [await serve(), await serve()];
    const client = await newClient(first);
    const names = (await client.listTools()).tools.map(({ name }) => name);
    await client.close();
    expect([names.length, names.at(-1)]).toEqual([6 + EXTRA, `extra${EXTRA - 1}`]);
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const { endpoint } = pages.length % 2 === 0 ? first : second;
      const params = { ...(cursor === undefined ? {} : { cursor }), _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' }, 'io.modelcontextprotocol/clientCapabilities': {} } };
      const { text } = await rawRequest(endpoint, { headers: { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'tools/list' }, body: { jsonrpc: '2.0', id: 1, method: 'tools/list', params } });
      const { result } = JSON.parse(text) as { result: { tools: Listed[]; nextCursor?: string } };
      pages.push(result.tools.map(({ name }) => name));
      cursor = result.nextCursor;
    } while (cursor !== undefined);
    expect(pages.map(({ length }) => length)).toEqual([500, 500, 200]);
    expect(pages.flat()).toEqual(names);
  });
});

describe('search mode', () => {
  let client: AnyClient;
  const counted: string[] = [];
  beforeAll(async () => {
    client = await newClient(await serve({ toolMode: 'search', onCall: ({ tool }) => counted.push(tool) }));
  });
  afterAll(() => client.close());

  it('shows three tools in less than 2 kB', async () => {
    const list = await client.listTools();
    expect(list.tools.map(({ name }) => name)).toEqual(['search_tools', 'describe_tool', 'call_tool']);
    expect(JSON.stringify(list).length).toBeLessThan(2_000);
    expect(client.getInstructions()).toContain(`${6 + EXTRA} tools`);
  });

  it('leads from words to a call', async () => {
    const found = await client.callTool({ name: 'search_tools', arguments: { query: 'photo' } });
    expect(found['structuredContent']).toMatchObject({ tools: [{ name: 'photo', method: 'GET', path: '/photos/{name}' }] });
    const described = await client.callTool({ name: 'describe_tool', arguments: { name: 'extra3' } });
    expect(described['structuredContent']).toMatchObject({ name: 'extra3', inputSchema: { type: 'object' } });
    const called = await client.callTool({ name: 'call_tool', arguments: { name: 'extra3', arguments: {} } });
    expect(called['structuredContent']).toEqual({ path: '/extra/3' });
    expect(counted).toEqual(['search_tools', 'describe_tool', 'extra3']);
  });

  it('takes arguments that a model wrote as text', async () => {
    const called = await client.callTool({ name: 'call_tool', arguments: { name: 'photo', arguments: '{"name":"x"}' } });
    expect(called['content']).toEqual([{ type: 'image', data: PIXEL.toString('base64'), mimeType: 'image/png' }]);
  });

  it.each([
    ['call_tool', { name: 'photoo', arguments: {} }, /did you mean photo\?/],
    ['call_tool', { name: 'photo', arguments: 'not json' }, /arguments must be an object/],
    ['call_tool', { name: 'photo', arguments: {} }, /name/],
    ['describe_tool', { name: 'nothing like it' }, /search_tools/],
    ['search_tools', { query: 7 }, /query must be text/],
  ])('says what is wrong with %s %j', async (name, args, message) => {
    const result = await client.callTool({ name, arguments: args });
    expect(result['isError']).toBe(true);
    expect(JSON.stringify(result['content'])).toMatch(message);
  });
});

describe('auto mode', () => {
  it.each([
    [1_000, 3],
    [1_000_000, 500],
  ])('with a budget of %s tokens shows %s tools at first', async (toolBudget, shown) => {
    const client = await oldClient(await serve({ toolMode: 'auto', toolBudget }));
    expect((await client.listTools()).tools).toHaveLength(shown);
    await client.close();
  });
});

describe('an upstream that tells how far it is', () => {
  it('drives progress and log messages of the client', async () => {
    const client = await oldClient(await serve());
    const logs: unknown[] = [];
    client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => void logs.push(params));
    await client.setLoggingLevel('info');
    const progress: unknown[] = [];
    const result = await client.callTool({ name: 'work', arguments: {} }, undefined, { onprogress: (one) => progress.push(one) });
    expect(progress).toEqual([expect.objectContaining({ progress: 1, total: 2, message: 'halfway' })]);
    await until(() => logs.length > 0);
    expect(logs).toEqual([expect.objectContaining({ level: 'warning', data: 'hot' })]);
    expect(JSON.stringify(result.content)).toContain('done');
    await client.close();
  });
});

describe('completion', () => {
  it('gives the values of a variable', async () => {
    const client = await oldClient(await serve());
    const { completion } = await client.complete({ ref: { type: 'ref/resource', uri: 'sizes://{size}' }, argument: { name: 'size', value: 'l' } });
    expect(completion).toEqual({ values: ['large', 'small'], total: 2, hasMore: false });
    await client.close();
  });
});

describe('a subscription to a resource', () => {
  it('is told of a change in a session, and of none after it has ended', async () => {
    const client = await oldClient(await serve({ limits: { resourcePollIntervalMs: 10 } }));
    const updated: string[] = [];
    client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => void updated.push(params.uri));
    await client.subscribeResource({ uri: 'sizes://small' });
    await until(() => api.asked.filter((path) => path === '/sizes/small').length > 3);
    expect(updated).toEqual([]);
    api.change();
    await until(() => updated.length === 1);
    expect(updated).toEqual(['sizes://small']);
    await client.unsubscribeResource({ uri: 'sizes://small' });
    const asked = api.asked.length;
    api.change();
    await client.ping();
    expect(api.asked.slice(asked + 1).filter((path) => path === '/sizes/small')).toEqual([]);
    await expect(client.subscribeResource({ uri: 'nothing://here' })).rejects.toThrow(/nothing:\/\/here/);
    await client.close();
  });

  it('leaves room for those of others, however many resources one client watches', async () => {
    const server = await serve();
    const photos = Array.from({ length: 1_000 }, (_, index) => `photos://watched${index}`);
    const greedy = new NewClient({ name: 'new', version: '2' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    await greedy.connect(new NewTransport(new URL(server.endpoint)));
    const subscription = await greedy.listen({ resourceSubscriptions: photos });
    const client = await oldClient(server);
    for (const uri of photos.slice(0, 100)) await client.subscribeResource({ uri });
    await expect(client.subscribeResource({ uri: 'sizes://small' })).rejects.toThrow(/Too many resources are subscribed to; unsubscribe from others first/);
    await client.unsubscribeResource({ uri: photos[0] ?? '' });
    await client.subscribeResource({ uri: 'sizes://small' });
    await subscription.close();
    await client.close();
    await greedy.close();
  });

  it('is told of a change over the stream of the stateless era', async () => {
    const server = await serve({ limits: { resourcePollIntervalMs: 10 } });
    const client = new NewClient({ name: 'new', version: '2' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    await client.connect(new NewTransport(new URL(server.endpoint)));
    const updated: string[] = [];
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => void updated.push(params.uri));
    const asked = api.asked.filter((path) => path === '/sizes/large').length;
    const subscription = await client.listen({ resourceSubscriptions: ['sizes://large'] });
    await until(() => api.asked.filter((path) => path === '/sizes/large').length > asked + 3);
    api.change();
    await until(() => updated.includes('sizes://large'));
    await subscription.close();
    await client.close();
  });
});
