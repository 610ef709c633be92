import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { ProblemBody, ServerBody } from './support/bodies.js';
import { connectSession } from './support/mcp-clients.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { type ServedDocument, startDocument } from './support/start-document.js';

let api: RunningApi;
let source: ServedDocument;
let server: ServerBody;
let client: Client;

beforeAll(async () => {
  [api, source] = await Promise.all([startApi(), startDocument()]);
  source.write(source.withOperations('first', 'second'));
  const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'tools', openapiUrl: source.documentUrl });
  server = (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
  ({ client } = await connectSession(server.process.endpoint as string));
});

afterAll(async () => {
  await client.close();
  await api.stop();
  await source.stop();
});

interface Tools {
  tools: { name: string }[];
  skipped: { message: string }[];
  changes: object[];
}
type Changed = ProblemBody & { name: string; enabled: boolean; applied: string };

const change = (tool: string, fields: object, id = server.id) => api.send<Changed>('PATCH', `/api/servers/${id}/tools/${tool}`, fields);
const seen = async () => (await client.listTools()).tools;
const names = async () => (await seen()).map(({ name }) => name);

describe('A tool', () => {
  it('is renamed and described for clients that are connected, by a reload', async () => {
    const answer = await change('first', { name: 'one', title: 'The first', description: 'Says one.' });
    expect(answer).toEqual({ status: 200, body: { serverId: server.id, method: 'GET', path: '/first', tool: 'first', name: 'one', enabled: true, title: 'The first', description: 'Says one.', applied: 'reloaded' } });
    expect(await seen()).toMatchObject([{ name: 'one', title: 'The first', description: expect.stringContaining('Says one.') }, { name: 'second' }]);
    await client.callTool({ name: 'one', arguments: {} });
    expect(source.calls.at(-1)).toMatchObject({ url: '/first' });
  });

  it('is disabled, shown as changed, and enabled again by either of its names', async () => {
    expect((await change('one', { enabled: false })).body).toMatchObject({ name: 'one', enabled: false, description: 'Says one.' });
    expect(await names()).toEqual(['second']);
    const { tools, skipped, changes } = await api.get<Tools>(`/api/servers/${server.id}/tools`);
    expect([tools.map(({ name }) => name), skipped.length, changes]).toEqual([['second'], 1, [expect.objectContaining({ tool: 'first', name: 'one', enabled: false })]]);
    expect((await change('first', { enabled: true })).status).toBe(200);
    expect(await names()).toEqual(['one', 'second']);
  });

  it('keeps its change with another document and over a restart', async () => {
    source.write(source.withOperations('third', 'first'));
    expect((await api.send('POST', `/api/servers/${server.id}/reload?wait=true`)).status).toBe(200);
    expect(await names()).toEqual(['third', 'one']);
    await client.close();
    await api.send('POST', `/api/servers/${server.id}/restart?wait=true`);
    ({ client } = await connectSession((await api.get<ServerBody>(`/api/servers/${server.id}`)).process.endpoint as string));
    expect(await names()).toEqual(['third', 'one']);
  });

  it('is as the document says again when the changes are taken back', async () => {
    expect((await change('one', { name: null, title: null, description: null, enabled: null })).body).toMatchObject({ name: 'first', enabled: true });
    expect(await names()).toEqual(['third', 'first']);
    expect((await api.get<Tools>(`/api/servers/${server.id}/tools`)).changes).toEqual([]);
  });

  it.each<[string, string, object, number, string]>([
    ['that there is not', 'nobody', { enabled: false }, 404, 'TOOL_NOT_FOUND'],
    ['whose new name is another one’s', 'third', { name: 'First' }, 409, 'TOOL_NAME_TAKEN'],
    ['with a name that clients refuse', 'third', { name: 'a b' }, 400, 'BAD_REQUEST'],
    ['that nothing is said about', 'third', {}, 400, 'BAD_REQUEST'],
  ])('%s is refused, and nothing is stored', async (_, name, fields, status, code) => {
    expect(await change(name, fields)).toMatchObject({ status, body: { code } });
    expect((await api.get<Tools>(`/api/servers/${server.id}/tools`)).changes).toEqual([]);
    expect(await names()).toEqual(['third', 'first']);
  });

  it('says what a call would send, and sends nothing', async () => {
    const before = source.calls.length;
    const dry = (tool: string, body: object = {}) => api.send<ProblemBody & { method: string; url: string }>('POST', `/api/servers/${server.id}/tools/${tool}/request`, body);
    expect(await dry('first')).toMatchObject({ status: 200, body: { method: 'GET', url: expect.stringMatching(/\/first$/) } });
    expect(await dry('nobody')).toMatchObject({ status: 404, body: { code: 'TOOL_UNKNOWN' } });
    expect(await dry('first', { arguments: { surplus: 1 } })).toMatchObject({ status: 422, body: { code: 'ARGUMENT_UNKNOWN' } });
    expect(source.calls.length).toBe(before);
  });

  it('of a stopped server is changed for its next start', async () => {
    const { body } = await api.send<ServerBody>('POST', '/api/servers', { name: 'asleep', openapiData: source.withOperations('one', 'two') });
    expect((await change('two', { enabled: false }, body.id)).body).toMatchObject({ applied: 'stored' });
    expect(await api.send('POST', `/api/servers/${body.id}/tools/two/request`, {})).toMatchObject({ status: 409, body: { code: 'SERVER_NOT_RUNNING' } });
    expect((await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body.process.toolCount).toBe(1);
  });
});
