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
