import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { createMcpServer } from '../index.js';
import type { McpServer } from '../index.js';
import { until } from '../testing/until.js';
import { answering, json } from './testing/call-once.js';
import { startRecordingServer } from './testing/recording-server.js';
import type { RecordingServer } from './testing/recording-server.js';

// What the official clients make of our answers: they throw when structured content is missing or does not fit.

let api: RecordingServer;
let server: McpServer;
beforeAll(async () => {
  api = await startRecordingServer();
  const operation = (operationId: string, schema: unknown, more = {}): unknown => ({ operationId, ...json(schema), ...more });
  const paths = {
    '/object': { get: operation('object', { type: 'object', required: ['name'], properties: { name: { type: 'string' } } }) },
    '/list': { get: operation('list', { type: 'array', items: { type: 'integer' } }) },
    '/gone': { delete: operation('gone', { type: 'object', required: ['name'], properties: { name: { type: 'string' } } }) },
    '/pages': { get: operation('pages', { type: 'array', items: { type: 'integer' } }, { parameters: [{ name: 'page', in: 'query', schema: { type: 'integer' } }] }) },
    '/projected': { get: operation('projected', { type: 'object', required: ['name'], properties: { name: { type: 'string' } } }, { 'x-mcp': { projection: 'name' } }) },
  };
  const text = JSON.stringify({ openapi: '3.0.3', info: { title: 'T', version: '1' }, paths });
  server = await createMcpServer({ document: { text }, baseUrl: api.origin, limits: { maxResponseBytes: 1_000, retries: 0 } });
});
afterAll(async () => {
  await server.close(0);
  await api.close();
});

type Result = { content: { type: string; text?: string; uri?: string }[]; structuredContent?: unknown; isError?: boolean; _meta?: Record<string, unknown> };
interface AnyClient {
  listTools(): Promise<unknown>;
  callTool(params: { name: string; arguments: Record<string, unknown> }): Promise<unknown>;
  readResource(params: { uri: string }): Promise<{ contents: unknown[] }>;
  close(): Promise<void>;
}
const clients: [string, () => Promise<AnyClient>][] = [
  ['the old SDK', async () => {
    const client = new OldClient({ name: 'old', version: '1' });
    await client.connect(new OldTransport(new URL(server.endpoint)));
    return client;
  }],
  ['the new SDK', async () => {
    const client = new NewClient({ name: 'new', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    await client.connect(new NewTransport(new URL(server.endpoint)));
    return client;
  }],
];

describe.each(clients)('%s', (_name, connect) => {
  let client: AnyClient;
  const call = async (name: string, args: Record<string, unknown> = {}): Promise<Result> => {
    client = await connect();
    // Clients know output schemas from the list.
    await client.listTools();
    return (await client.callTool({ name, arguments: args })) as Result;
  };
  afterEach(async () => {
    await client.close();
  });

  const large = JSON.stringify({ name: 'x'.repeat(2_000) });
  it.each<[string, string, Record<string, string>, string]>([
    ['JSON as declared', 'object', { 'content-type': 'application/json' }, '{"name":"n"}'],
    ['JSON that drifts', 'object', { 'content-type': 'application/json' }, '{"name":[1]}'],
    ['null where text is promised', 'object', { 'content-type': 'application/json' }, '{"name":null}'],
    ['JSON of another kind', 'object', { 'content-type': 'application/json' }, '[1]'],
    ['what is no JSON', 'object', { 'content-type': 'application/json' }, 'oops'],
    ['nothing', 'object', {}, ''],
    ['JSON that is cut', 'object', { 'content-type': 'application/json' }, large],
    ['a list that is cut', 'list', { 'content-type': 'application/json' }, `[${'1,'.repeat(2_000)}1]`],
    ['JSON lines', 'list', { 'content-type': 'application/x-ndjson' }, '{"a":1}\n{"a":2}\n'],
    ['events', 'object', { 'content-type': 'text/event-stream' }, 'data: {"a":1}\n\n'],
    ['parts', 'object', { 'content-type': 'multipart/mixed; boundary=b' }, '--b\r\n\r\na\r\n--b\r\nContent-Type: image/png\r\n\r\nb\r\n--b--'],
    ['an image', 'object', { 'content-type': 'image/png' }, 'png'],
    ['an image over the limit', 'list', { 'content-type': 'image/png' }, 'p'.repeat(2_000)],
    ['text with a place of its own', 'list', { 'content-type': 'text/plain', 'content-location': '/x' }, 'text'],
    ['a projection by the author', 'projected', { 'content-type': 'application/json' }, '{"name":"n"}'],
    ['a projection of what is missing', 'projected', { 'content-type': 'application/json' }, '{}'],
  ])('takes %s', async (_what, tool, headers, body) => {
    api.answer = answering(200, headers, body);
    const result = await call(tool);
    expect(result.isError).toBeFalsy();
    expect(result.content.length).toBeGreaterThan(0);
  });

  it('takes an empty success of a tool that promises JSON', async () => {
    api.answer = answering(204, {});
    const result = await call('gone');
    expect([result.isError ?? false, result.content]).toEqual([false, [{ type: 'text', text: 'Status 204, no content.' }]]);
  });

  it('gets a list as its output schema wraps it', async () => {
    api.answer = answering(200, { 'content-type': 'application/json' }, '[1,2]');
    expect(await call('list')).toMatchObject({ content: [{ text: '[1,2]' }], structuredContent: { result: [1, 2] } });
  });

  it('is told an error with its status and body', async () => {
    api.answer = answering(409, { 'content-type': 'application/problem+json' }, '{"title":"taken"}');
    expect(await call('object')).toMatchObject({ isError: true, content: [{ text: expect.stringMatching(/status 409 Conflict\.\n\{"title":"taken"\}$/) }] });
  });

  const bytes = Buffer.from([0, 1, 2, 255]);
  it.each([
    ['image/png', { type: 'image', data: bytes.toString('base64'), mimeType: 'image/png' }],
    ['audio/ogg', { type: 'audio', data: bytes.toString('base64'), mimeType: 'audio/ogg' }],
    ['application/zip', { type: 'resource', resource: { uri: expect.stringMatching(/\/list$/), mimeType: 'application/zip', blob: bytes.toString('base64') } }],
  ])('gets the very bytes of %s, and those that are too many by the link to them', async (mimeType, block) => {
    api.answer = answering(200, { 'content-type': mimeType }, bytes);
    expect((await call('list')).content).toEqual([block]);
    const many = Buffer.alloc(2_000, bytes);
    api.answer = answering(200, { 'content-type': mimeType }, many);
    const { content } = (await client.callTool({ name: 'list', arguments: {} })) as Result;
    expect(content).toMatchObject([{ type: 'text' }, { type: 'resource_link', mimeType }]);
    const uri = content[1]?.uri ?? '';
    expect((await client.readResource({ uri })).contents).toEqual([{ uri, mimeType, blob: many.toString('base64') }]);
  });

  it('walks a list to its end by what each page says of the next', async () => {
    api.answer = (response, { target }) => {
      const page = Number(new URL(target, api.origin).searchParams.get('page') ?? 1);
      response.writeHead(200, { 'content-type': 'application/json', ...(page < 3 ? { link: `</pages?page=${page + 1}>; rel="next"` } : {}) }).end(`[${page}]`);
    };
    const asked = api.requests.length;
    const found: unknown[] = [];
    let result = await call('pages');
    for (;;) {
      found.push((result.structuredContent as { result: unknown }).result);
      const next = result._meta?.['mcp-swagger/next'] as { arguments: Record<string, unknown> } | undefined;
      if (next === undefined) break;
      result = (await client.callTool({ name: 'pages', arguments: next.arguments })) as Result;
    }
    expect(found).toEqual([[1], [2], [3]]);
    expect(api.requests.slice(asked).map(({ target }) => target)).toEqual(['/pages', '/pages?page=2', '/pages?page=3']);
  });

  it('projects, continues, and reads the rest as a resource', async () => {
    api.answer = answering(200, { 'content-type': 'application/json', link: '<?page=2>; rel="next"' }, large);
    expect(await call('object', { _projection: '$length(name)' })).toMatchObject({ structuredContent: { result: 2_000 } });
    const cut = (await client.callTool({ name: 'object', arguments: {} })) as Result;
    const rest = cut._meta?.['mcp-swagger/rest'] as { _continue: string; uri: string };
    expect(cut._meta?.['mcp-swagger/next']).toEqual({ url: `${api.origin}/object?page=2` });
    const second = (await client.callTool({ name: 'object', arguments: { _continue: rest._continue } })) as Result;
    expect(`${cut.content[0]?.text}${second.content[0]?.text}`).toBe(large.slice(0, 2_000));
    expect((await client.readResource({ uri: rest.uri })).contents).toMatchObject([{ uri: rest.uri, text: large.slice(1_000, 2_000), _meta: { 'mcp-swagger/next': { uri: expect.stringMatching(/^answer:/) } } }]);
  });
});

it('a client hears progress and logs while the call goes on', async () => {
  const client = new OldClient({ name: 'listener', version: '1' });
  await client.connect(new OldTransport(new URL(server.endpoint)));
  const told: unknown[] = [];
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => void told.push(params));
  let finish = (): void => {};
  api.answer = (response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' }).write('{"progress":1,"total":2,"message":"half"}\n{"level":"error","log":{"disk":"slow"}}\n');
    finish = () => void response.end('{"name":"n"}\n');
  };
  const pending = client.callTool({ name: 'object', arguments: {} }, undefined, { onprogress: (progress) => told.push(progress) });
  await until(() => told.length === 2, 'both are told before the end');
  finish();
  expect(await pending).toMatchObject({ structuredContent: { name: 'n' } });
  expect(told).toEqual([{ progress: 1, total: 2, message: 'half' }, { level: 'error', data: { disk: 'slow' }, logger: 'upstream' }]);
  await client.close();
});
