import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { ToolsChangedPayload } from 'mcp-swagger-ipc';
import type { ProblemBody, ServerBody } from './support/bodies.js';
import { type Listening, listenTo } from './support/listen-to.js';
import { connectSession } from './support/mcp-clients.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { type ServedDocument, startDocument } from './support/start-document.js';

let api: RunningApi;
let source: ServedDocument;
let browser: Listening;
let server: ServerBody;
let client: Client;

beforeAll(async () => {
  [api, source] = await Promise.all([startApi(), startDocument()]);
  browser = await listenTo(api.url);
  source.write(source.withOperations('first', 'second'));
  const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'changing', openapiUrl: source.documentUrl });
  server = (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
  ({ client } = await connectSession(server.process.endpoint as string));
});

afterAll(async () => {
  await client.close();
  browser.stop();
  await api.stop();
  await source.stop();
});

const patch = (fields: object) => api.send<ServerBody & ProblemBody>('PATCH', `/api/servers/${server.id}`, fields);
const reload = (id = server.id) => api.send<ServerBody & ProblemBody>('POST', `/api/servers/${id}/reload?wait=true`);
const names = async () => (await client.listTools()).tools.map(({ name }) => name);

describe('A change of a running server', () => {
  it.each<[string, object, string[]]>([
    ['filters', { filters: { include: ['operation:first'] } }, ['first']],
    ['no filters any more', { filters: {} }, ['first', 'second']],
    ['an overlay', { overlays: [JSON.stringify({ overlay: '1.0.0', info: { title: 'o', version: '1' }, actions: [{ target: "$.paths['/second']", remove: true }] })] }, ['first']],
    ['no overlay any more', { overlays: [] }, ['first', 'second']],
  ])('takes %s over with its sessions, in the same process', async (_, fields, tools) => {
    expect(await patch(fields)).toMatchObject({ status: 200, body: { process: { state: 'running', generation: 1, pid: server.process.pid, toolCount: tools.length, lastReload: { success: true, error: null } } } });
    expect(await names()).toEqual(tools);
  });

  it('sends new headers and credentials with the next call of the same session', async () => {
    expect((await patch({ headers: { 'X-Team': 'blue' } })).status).toBe(200);
    await client.callTool({ name: 'first', arguments: {} });
    expect(source.calls.at(-1)?.headers).toMatchObject({ 'x-team': 'blue' });
    expect((await patch({ headers: { 'X-Team': 'green' }, limits: { requestTimeoutMs: 5_000 }, restartPolicy: { maxRestarts: 2 } })).body.process).toMatchObject({ generation: 1, maxRestarts: 2 });
    await client.callTool({ name: 'first', arguments: {} });
    expect(source.calls.at(-1)?.headers).toMatchObject({ 'x-team': 'green' });
  });

  it('is refused and not stored when the process cannot serve it: the process goes on as it was, and the reason is shown', async () => {
    const answer = await patch({ overlays: ['overlay: 1.0.0\nactions: nonsense'], description: 'half of it' });
    expect(answer).toMatchObject({ status: 422, body: { code: 'OVERLAY_INVALID' } });
    const now = await api.get<ServerBody & { description: string }>(`/api/servers/${server.id}`);
    expect(now).toMatchObject({ description: '', overlays: [], process: { state: 'running', generation: 1, lastReload: { success: false, error: answer.body.detail } } });
    expect(await names()).toEqual(['first', 'second']);
  });

  it('is not told to the process when the row refuses it', async () => {
    await api.send('POST', '/api/servers', { name: 'neighbour', openapiData: source.withOperations('other') });
    expect(await patch({ filters: { include: ['operation:first'] }, name: 'neighbour' })).toMatchObject({ status: 409, body: { code: 'SERVER_NAME_TAKEN' } });
    expect(await names()).toEqual(['first', 'second']);
  });
});

describe('A reload', () => {
  it('serves what the address of the document answers now, tells clients and browsers, and stores it', async () => {
    source.write(source.withOperations('first', 'third', 'fourth'));
    const { status, body } = await reload();
    expect([status, body.process]).toEqual([200, expect.objectContaining({ generation: 1, toolCount: 3 })]);
    expect(await names()).toEqual(['first', 'third', 'fourth']);
    const told = await browser.heard<ToolsChangedPayload>('mcp:tools:changed', ({ added }) => added.includes('third'));
    expect(told).toMatchObject({ serverId: server.id, toolCount: 3, added: ['third', 'fourth'], removed: ['second'] });
    const { documents } = await api.get<{ documents: { title: string; toolCount: number; version: string }[] }>('/api/documents');
    expect(documents.find(({ title, toolCount }) => title === 'Changing' && toolCount === 3)).toMatchObject({ version: '3' });
  });

  it('of a broken document is answered with 422 and its place; the old tools and the old text stay', async () => {
    source.write('{"openapi": "3.0.3",\n"paths": ');
    expect(await reload()).toMatchObject({ status: 422, body: { code: 'DOCUMENT_SYNTAX', line: 2 } });
    expect(await names()).toEqual(['first', 'third', 'fourth']);
    const view = await api.get<ServerBody>(`/api/servers/${server.id}`);
    expect(view.process.lastReload).toMatchObject({ success: false, error: expect.stringContaining('line 2') });
    expect(JSON.stringify(await api.get(`/api/processes/${server.id}/logs`))).toContain('the process goes on as it was');
    expect((await api.send<ServerBody>('POST', `/api/servers/${server.id}/restart?wait=true`)).body.process).toMatchObject({ state: 'running', toolCount: 3 });
    ({ client } = await connectSession((await api.get<ServerBody>(`/api/servers/${server.id}`)).process.endpoint as string));
  });

  it('of a document that was given as text is refused, with what to do', async () => {
    const { servers } = await api.get<{ servers: ServerBody[] }>('/api/servers');
    const neighbour = servers.find(({ name }) => name === 'neighbour') as ServerBody;
    expect(await reload(neighbour.id)).toMatchObject({ status: 409, body: { code: 'DOCUMENT_WITHOUT_ADDRESS', detail: expect.stringContaining('documentId') } });
  });

  it('reaches every server of the document, and one that is stopped with its next start', async () => {
    const { documentId } = await api.get<{ documentId: string }>(`/api/servers/${server.id}`);
    const ids = await Promise.all(['second-server', 'sleeper'].map(async (name) => (await api.send<ServerBody>('POST', '/api/servers', { name, documentId })).body.id));
    const [second, sleeper] = ids as [string, string];
    await api.send('POST', `/api/servers/${second}/start?wait=true`);
    source.write(source.withOperations('only'));
    expect((await reload(sleeper)).status).toBe(200);
    expect(await names()).toEqual(['only']);
    expect((await api.get<ServerBody>(`/api/servers/${second}`)).process).toMatchObject({ generation: 1, toolCount: 1 });
    expect((await api.send<ServerBody>('POST', `/api/servers/${sleeper}/start?wait=true`)).body.process.toolCount).toBe(1);
  });
});
