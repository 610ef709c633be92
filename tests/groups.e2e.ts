import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import type { ProblemBody, ServerBody } from './support/bodies.js';
import { connectModern, connectSession } from './support/mcp-clients.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';
import { until } from './support/until.js';

interface GroupBody {
  id: string;
  name: string;
  tools: { name: string; serverId: string; tool: string }[];
  collisions: { name: string; serverId: string }[];
  unavailable: { serverId: string; reason: string }[];
}

let api: RunningApi;
let upstream: Upstream;
let first: ServerBody;
let second: ServerBody;
let group: GroupBody;

async function startServer(name: string): Promise<ServerBody> {
  const { body } = await api.send<ServerBody>('POST', '/api/servers', { name, openapiUrl: upstream.documentUrl });
  return (await api.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
}

const patch = (members: object[]) => api.send<GroupBody & ProblemBody>('PATCH', `/api/groups/${group.id}`, { members });
const members = () => [
  { serverId: first.id, prefix: 'a_', tools: { addBook: { enabled: false } } },
  { serverId: second.id, others: 'hidden', tools: { getBook: { name: 'find' } } },
];
const endpoint = () => `${api.url}/mcp/group/all%20books`;
const CHOSEN = ['a_getBook', 'a_listBooks', 'find'];

beforeAll(async () => {
  [api, upstream] = await Promise.all([startApi(), startUpstream()]);
  [first, second] = await Promise.all([startServer('first'), startServer('second')]);
  group = (await api.send<GroupBody>('POST', '/api/groups', { name: 'all books', description: 'Books of two shops.', members: members() })).body;
});

afterAll(async () => {
  await api.stop();
  await upstream.stop();
});

describe('A group', () => {
  it('shows the chosen tools of its members under its own names', async () => {
    expect(group.tools.map(({ name }) => name).sort()).toEqual(CHOSEN);
    expect(group.tools.find(({ name }) => name === 'find')).toMatchObject({ serverId: second.id, tool: 'getBook' });
  });

  it.each([
    ['with sessions', async () => (await connectSession(endpoint())).client],
    ['without sessions', () => connectModern(endpoint())],
  ])('is one endpoint for clients of the era %s', async (_, connect) => {
    const client = await connect();
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(CHOSEN);
    expect(tools.find(({ name }) => name === 'find')?.inputSchema).toMatchObject({ required: ['id'] });
    for (const name of ['a_getBook', 'find']) expect((await client.callTool({ name, arguments: { id: '7' } })).structuredContent).toEqual({ id: '7', title: '红楼梦 📚' });
    await expect(client.callTool({ name: 'a_addBook', arguments: {} })).rejects.toThrow(/no tool "a_addBook"/);
    await client.close();
  });

  it.each<[string, () => Promise<unknown>, string[], () => Promise<unknown>]>([
    ['members are others', () => patch([members()[1] as object]), ['find'], () => patch(members())],
    [
      'members have other tools',
      () => api.send('PATCH', `/api/servers/${first.id}`, { filters: { include: ['operation:listBooks'] } }),
      ['a_listBooks', 'find'],
      () => api.send('PATCH', `/api/servers/${first.id}`, { filters: {} }),
    ],
  ])('tells both eras when its %s', async (_, change, names, changeBack) => {
    const { client: old } = await connectSession(endpoint());
    const oldHeard = new Promise<void>((resolve) => old.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve()));
    let tell = (): void => {};
    const modernHeard = new Promise<void>((resolve) => (tell = resolve));
    const modern = new ModernClient({ name: 'listener', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } }, listChanged: { tools: { onChanged: () => tell(), autoRefresh: false } } });
    await modern.connect(new ModernTransport(new URL(endpoint())));
    await change();
    await Promise.all([oldHeard, modernHeard]);
    expect((await old.listTools()).tools.map(({ name }) => name).sort()).toEqual(names);
    await changeBack();
    await until(async () => (await old.listTools()).tools.length === CHOSEN.length);
    await old.close();
    await modern.close();
  });

  it('goes on without a member that is down, says why, and has it back with its start', async () => {
    const { client } = await connectSession(endpoint());
    await api.send('POST', `/api/servers/${second.id}/stop?wait=true`);
    expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain('find');
    await expect(client.callTool({ name: 'find', arguments: { id: '7' } })).rejects.toThrow(/second is stopped/);
    expect((await api.get<GroupBody>(`/api/groups/${group.id}`)).unavailable).toEqual([{ serverId: second.id, reason: 'Server second is stopped.' }]);
    await api.send('POST', `/api/servers/${second.id}/start?wait=true`);
    expect((await client.callTool({ name: 'find', arguments: { id: '7' } })).structuredContent).toMatchObject({ id: '7' });
    await client.close();
  });

  it('lets the earlier of two members have a name', async () => {
    const { body } = await patch([{ serverId: first.id }, { serverId: second.id }]);
    expect(body.tools.map(({ serverId }) => serverId)).toEqual([first.id, first.id, first.id]);
    expect(body.collisions.map(({ serverId }) => serverId)).toEqual([second.id, second.id, second.id]);
    await patch(members());
  });

  it.each<[string, number, string, () => object]>([
    ['a member that there is not', 422, 'MEMBER_NOT_FOUND', () => ({ name: 'x', members: [{ serverId: '00000000-0000-4000-8000-000000000000' }] })],
    ['a member twice', 400, 'BAD_REQUEST', () => ({ name: 'x', members: [{ serverId: first.id }, { serverId: first.id }] })],
    ['a name that is taken', 409, 'GROUP_NAME_TAKEN', () => ({ name: 'all books' })],
    ['a prefix that no tool may have', 400, 'BAD_REQUEST', () => ({ name: 'x', members: [{ serverId: first.id, prefix: 'a b' }] })],
  ])('refuses %s', async (_, status, code, body) => {
    expect(await api.send<ProblemBody>('POST', '/api/groups', body())).toMatchObject({ status, body: { code } });
  });

  it('keeps one session from the other, and ends them with itself', async () => {
    const { body } = await api.send<GroupBody>('POST', '/api/groups', { name: 'short', members: [{ serverId: first.id }] });
    const { client, transport } = await connectSession(`${api.url}/mcp/group/short`);
    const foreign = await fetch(endpoint(), { headers: { Accept: 'text/event-stream', 'Mcp-Session-Id': transport.sessionId ?? '' } });
    expect(foreign.status).toBe(404);
    expect((await api.send('DELETE', `/api/groups/${body.id}`)).status).toBe(204);
    await expect(client.listTools()).rejects.toThrow();
    await client.close();
    expect((await fetch(`${api.url}/mcp/group/short`)).status).toBe(404);
  });
});
