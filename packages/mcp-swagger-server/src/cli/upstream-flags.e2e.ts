import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Outcome, runCli } from '../testing/run-cli.js';
import { type RecordingServer, startRecordingServer } from '../upstream/testing/recording-server.js';

const DOCUMENT = `openapi: 3.1.0
info: { title: Shop, version: "1" }
servers: [{ url: "https://{region}.shop.example/{version}", variables: { region: { default: eu }, version: { default: v1, enum: [v1, v2] } } }]
paths:
  /items:
    get:
      operationId: listItems
      parameters: [{ name: q, in: query, schema: { type: string } }]
      responses: { 200: { description: Items } }
    post:
      operationId: addItem
      requestBody: { required: true, content: { application/json: { schema: { type: object, properties: { name: { type: string }, count: { type: integer, format: int64 } } } } } }
      responses: { 201: { description: Added } }
  /items/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    get: { operationId: readItem, responses: { 200: { description: An item } } }
    delete: { operationId: dropItem, responses: { 204: { description: Gone } } }
  /files:
    put:
      operationId: putFile
      requestBody: { required: true, content: { application/octet-stream: {} } }
      responses: { 201: { description: Kept } }
`;
const OVERLAY = `overlay: 1.0.0
info: { title: No files, version: "1" }
actions:
  - { target: "$.paths['/files']", remove: true }
  - { target: "$.paths['/items'].get", update: { operationId: findItems } }
`;
/** Of what the one before it made. */
const SECOND_OVERLAY = `overlay: 1.0.0
info: { title: Another place, version: "1" }
actions:
  - { target: "$.paths['/items'].get", update: { operationId: searchItems, parameters: [{ name: sort, in: query, style: pipeDelimited, explode: false, schema: { type: array, items: { type: string } } }] } }
  - { target: "$.paths['/items'].get.parameters[?@.name == 'q']", remove: true }
  - { target: "$.servers[0]", remove: true }
  - { target: "$.servers", update: { url: "https://overlaid.example/v9" } }
`;
const ALL = ['listItems', 'addItem', 'readItem', 'dropItem', 'putFile'];
const SEARCH = ['search_tools', 'describe_tool', 'call_tool'];

let upstream: RecordingServer;
let folder: string;
beforeAll(async () => {
  upstream = await startRecordingServer();
  folder = await mkdtemp(join(tmpdir(), 'mcp-flags-'));
  await writeFile(join(folder, 'shop.yaml'), DOCUMENT);
  await writeFile(join(folder, 'overlay.yaml'), OVERLAY);
  await writeFile(join(folder, 'second.yaml'), SECOND_OVERLAY);
});
afterAll(async () => {
  await upstream.close();
  await rm(folder, { recursive: true });
});

const run = (command: string, ...args: string[]): Promise<Outcome> => runCli(folder, [command, '--openapi', 'shop.yaml', '--no-cache', '--json', ...args]);

it.each([
  [[], ALL],
  [['--operation-filter-methods', 'get,PUT'], ['listItems', 'readItem', 'putFile']],
  [['--operation-filter-paths', '/items,/files'], ['listItems', 'addItem', 'putFile']],
  [['--operation-filter-operation-ids', 'addItem,dropItem'], ['addItem', 'dropItem']],
  [['--operation-filter-status-codes', '201,204'], ['addItem', 'dropItem', 'putFile']],
  [['--operation-filter-parameters', 'id'], ['readItem', 'dropItem']],
  [['--operation-filter-methods', 'GET', '--operation-filter-parameters', 'id,q', '--operation-filter-paths', '/items'], ['listItems']],
  [['--operation-filter-methods', 'GET', '--exclude', 'operation:read*'], ['listItems']],
  [['--overlay', 'overlay.yaml'], ['findItems', 'addItem', 'readItem', 'dropItem']],
  [['--overlay', 'overlay.yaml', '--overlay', 'second.yaml'], ['searchItems', 'addItem', 'readItem', 'dropItem']],
  [['--overlay', 'second.yaml', '--overlay', 'overlay.yaml'], ['findItems', 'addItem', 'readItem', 'dropItem']],
  [['--tool-mode', 'search'], SEARCH],
  [['--tool-mode', 'auto', '--tool-budget', '10'], SEARCH],
  [['--tool-mode', 'auto'], ALL],
])('with %j the tools are %j', async (flags, names) => {
  const { code, stdout } = await run('tools', ...flags);
  expect(code).toBe(0);
  expect((JSON.parse(stdout) as { tools: { name: string }[] }).tools.map(({ name }) => name)).toEqual(names);
});

it.each([
  [[], 'https://eu.shop.example/v1/items'],
  [['--server-variable', 'region=us', '--server-variable', 'version=v2'], 'https://us.shop.example/v2/items'],
  [['--base-url', 'https://other.example/base/'], 'https://other.example/base/items'],
])('with %j a request goes to %s', async (flags, url) => {
  const { stdout } = await run('call', ...flags, 'listItems', '{}', '--dry-run');
  expect(JSON.parse(stdout)).toMatchObject({ method: 'GET', url });
});

it('sends what overlays made of the document: another server, and other parameters', async () => {
  const overlays = ['--overlay', 'overlay.yaml', '--overlay', 'second.yaml'];
  const { stdout } = await run('call', ...overlays, 'searchItems', '{"sort":["a","b"]}', '--dry-run');
  expect(JSON.parse(stdout)).toMatchObject({ method: 'GET', url: 'https://overlaid.example/v9/items?sort=a%7Cb' });
  expect((await run('call', ...overlays, 'searchItems', '{"q":"x"}', '--dry-run')).stderr).toMatch(/no argument "q"/);
});

it('refuses a server variable that the document does not allow, by name', async () => {
  expect(await run('call', '--server-variable', 'version=v9', 'listItems', '{}', '--dry-run')).toMatchObject({ code: 1, stderr: expect.stringMatching(/version.*v9/) });
});

describe('a dry run prints the body of a request', () => {
  it.each([
    ['JSON as its text, with all digits', 'addItem', '{"name":"茶 \\"x\\"","count":9007199254740993}', 'application/json', '{"name":"茶 \\"x\\"","count":9007199254740993}'],
    ['bytes as base64', 'putFile', '{"body":"AP/+gA=="}', 'application/octet-stream', { base64: 'AP/+gA==' }],
  ])('%s, and sends nothing; without it just that is sent', async (_, tool, args, type, body) => {
    const call = ['--base-url', upstream.origin, tool, args];
    const { code, stdout, stderr } = await run('call', ...call, '--dry-run');
    expect([code, stderr]).toEqual([0, '']);
    const shown = JSON.parse(stdout) as { method: string; url: string; headers: Record<string, string>; body: unknown };
    expect(shown.body).toEqual(body);
    expect(shown.headers['content-type']).toContain(type);
    expect(upstream.requests).toEqual([]);

    expect((await run('call', ...call)).code).toBe(0);
    const [sent, ...more] = upstream.requests.splice(0);
    expect(more).toEqual([]);
    expect([sent?.method, upstream.origin + (sent?.target ?? ''), sent?.headers['content-type']]).toEqual([shown.method, shown.url, shown.headers['content-type']]);
    expect(sent?.body).toEqual(typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.base64, 'base64'));
  });
});
