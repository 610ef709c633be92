import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import type { ProblemBody, ServerBody } from './support/bodies.js';
import { limitsTogether } from './support/limits-together.js';
import { connectModern, connectSession } from './support/mcp-clients.js';
import { signedRequests } from './support/signed-requests.js';
import { type Node, type Nodes, type NodesBody, ownerOf, processesOf, startNodes, watchOwners } from './support/start-nodes.js';
import { streamsThrough } from './support/streams-through.js';
import { twoReplicas } from './support/two-replicas.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';
import { until } from './support/until.js';

/** NODE_LEASE_TTL of these nodes, as it is by default: a shorter one is lost when a busy machine keeps the database from answering. */
const TTL_MS = 15_000;

/** NODE_CAPACITY of each. */
const CAPACITY = 3;

/** REST_RATE_LIMIT and LOGIN_MAX_FAILURES of both. */
const [REST_LIMIT, LOGIN_LIMIT] = [60, 10];

let nodes: Nodes;
let upstream: Upstream;
let a: Node;
let b: Node;

beforeAll(async () => {
  [nodes, upstream] = await Promise.all([startNodes({ NODE_LEASE_TTL: String(TTL_MS), MCP_STATS_INTERVAL: '200', NODE_CAPACITY: String(CAPACITY), CORS_ORIGINS: 'https://own.test', REST_RATE_LIMIT: String(REST_LIMIT), LOGIN_MAX_FAILURES: String(LOGIN_LIMIT) }), startUpstream()]);
  // One after the other: the first makes the tables.
  a = await nodes.start({ NODE_LABELS: 'zone=north' });
  b = await nodes.start({ NODE_LABELS: 'zone=south' });
});

afterAll(async () => {
  await nodes.stop();
  await upstream.stop();
});

const living = () => nodes.all.filter(({ process }) => process.exitCode === null && process.signalCode === null);
const other = (node: Node) => (node === a ? b : a);

/** A server that runs, made through one node. */
async function serverThrough(node: Node, name: string, fields: object = {}): Promise<ServerBody> {
  const { body } = await node.send<ServerBody>('POST', '/api/servers', { name, openapiUrl: upstream.documentUrl, ...fields });
  const started = await node.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`);
  expect(started).toMatchObject({ status: 200, body: { process: { state: 'running' } } });
  return started.body;
}

const onlyOwner = async (id: string) => (await ownerOf(id, living())) as Node;

describe('Two nodes on one database', () => {
  it('know each other', async () => {
    const seen = await Promise.all([a, b].map((node) => node.get<NodesBody>('/api/nodes')));
    for (const [index, { nodes: rows }] of seen.entries()) {
      expect(rows.map(({ url, state }) => [url, state]).toSorted()).toEqual([[a.url, 'up'], [b.url, 'up']].toSorted());
      expect(rows.find(({ isThis }) => isThis)?.url).toBe([a, b][index]?.url);
    }
  });

  it('share the servers evenly as far as there is room, and run each once, whoever is asked how often', async () => {
    const made = await Promise.all(['one', 'two', 'three', 'four'].map((name) => a.send<ServerBody>('POST', '/api/servers', { name, openapiUrl: upstream.documentUrl })));
    const ids = made.map(({ body }) => body.id);
    const watches = ids.map((id) => watchOwners(id));
    for (const id of ids) {
      const answers = await Promise.all([a, b, a, b].map((node) => node.send<ServerBody>('POST', `/api/servers/${id}/start?wait=true`)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    }
    const owners = await Promise.all(ids.map((id) => onlyOwner(id)));
    expect(owners.filter((owner) => owner === a).length).toBe(2);
    for (const watch of watches) expect(watch.stop().filter((pids) => pids.length > 1)).toEqual([]);
    for (const node of [a, b]) {
      await until(async () => (await node.get<{ servers: ServerBody[] }>('/api/servers')).servers.map(({ name, process }) => `${name} ${process.state}`).join() === 'four running,one running,three running,two running');
    }
    // Two more, and there is no room.
    for (const name of ['five', 'six']) ids.push((await serverThrough(b, name)).id);
    const surplus = (await a.send<ServerBody>('POST', '/api/servers', { name: 'seven', openapiUrl: upstream.documentUrl })).body.id;
    for (const node of [a, b]) expect(await node.send<ProblemBody>('POST', `/api/servers/${surplus}/start`)).toMatchObject({ status: 409, body: { code: 'NO_NODE' } });
    const { nodes: rows } = await a.get<NodesBody>('/api/nodes');
    expect(rows.map(({ servers, capacity }) => [servers, capacity])).toEqual([[CAPACITY, CAPACITY], [CAPACITY, CAPACITY]]);
    ids.push(surplus);
    const deleted = await b.send<{ results: { success: boolean }[] }>('POST', '/api/servers/batch', { ids, action: 'delete' });
    expect(deleted.body.results.map(({ success }) => success)).toEqual(ids.map(() => true));
    expect((await a.get<{ servers: unknown[] }>('/api/servers')).servers).toEqual([]);
  });

  it('run a server where its labels are', async () => {
    const { id } = await serverThrough(a, 'southern', { nodeLabels: { zone: 'south' } });
    expect((await onlyOwner(id)).url).toBe(b.url);
    const refused = await a.send<ProblemBody>('POST', '/api/servers', { name: 'nowhere', openapiUrl: upstream.documentUrl, nodeLabels: { zone: 'west' } });
    expect(await a.send<ProblemBody>('POST', `/api/servers/${(refused.body as unknown as ServerBody).id}/start`)).toMatchObject({ status: 409, body: { code: 'NO_NODE' } });
    for (const each of [id, (refused.body as unknown as ServerBody).id]) await b.send('DELETE', `/api/servers/${each}`);
  });
});

describe('The wrong node', () => {
  let wrong: Node;
  let owner: Node;
  let books: ServerBody;

  beforeAll(async () => {
    books = await serverThrough(a, 'books & more');
    owner = await onlyOwner(books.id);
    wrong = other(owner);
  });

  it('answers 1,000 calls without one that fails', async () => {
    const client = await connectModern(`${wrong.url}/mcp/${encodeURIComponent('books & more')}`);
    const call = async () => (await client.callTool({ name: 'getBook', arguments: { id: '7' } })).structuredContent;
    for (let round = 0; round < 50; round += 1) {
      const answers = await Promise.all(Array.from({ length: 20 }, call));
      expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set([JSON.stringify({ id: '7', title: '红楼梦 📚' })]));
    }
    await client.close();
  });

  it('serves sessions, and shows and ends their connections', async () => {
    const { client } = await connectSession(`${wrong.url}/mcp/${books.id}`, 'from afar');
    const seenBy = async (node: Node) => (await node.get<{ activeConnections: number; connections: { sessionId: string; clientInfo: { name?: string } }[] }>('/api/mcp/connections')).connections.find(({ clientInfo }) => clientInfo.name === 'from afar');
    await until(async () => (await seenBy(wrong)) !== undefined && (await seenBy(owner)) !== undefined);
    const sessionId = (await seenBy(wrong))?.sessionId ?? '';
    const overview = await wrong.get<{ data: { servers: { serverId: string; activeConnections: number }[] } }>('/api/servers/mcp/connections/overview');
    expect(overview.data.servers.find(({ serverId }) => serverId === books.id)?.activeConnections).toBeGreaterThan(0);
    expect((await wrong.send('DELETE', `/api/mcp/connections/${sessionId}`)).status).toBe(204);
    await until(async () => (await seenBy(wrong)) === undefined);
    await client.close();
  });

  it('shows and changes a server as its owner does', async () => {
    expect(await wrong.get(`/api/processes/${books.id}/metrics`)).toMatchObject({ serverId: books.id, pid: expect.any(Number) });
    expect((await wrong.get<{ processes: { serverId: string; state: string }[] }>('/api/processes')).processes).toContainEqual(expect.objectContaining({ serverId: books.id, state: 'running' }));
    expect(await wrong.get('/api/mcp/status')).toMatchObject({ running: true, servers: { total: 1, running: 1 } });
    expect(await wrong.get('/api/mcp/health')).toMatchObject({ status: 'healthy' });
    const before = await processesOf(books.id, living());
    const changed = await wrong.send<ServerBody & { applied: string }>('PATCH', `/api/servers/${books.id}`, { description: 'Changed from afar.', filters: { include: ['operation:getBook'] } });
    expect(changed).toMatchObject({ status: 200, body: { applied: 'reloaded', description: 'Changed from afar.' } });
    expect((await owner.get<ServerBody>(`/api/servers/${books.id}`)).process.toolCount).toBe(1);
    expect(await processesOf(books.id, living())).toEqual(before);
    expect((await wrong.send('POST', `/api/servers/${books.id}/restart?wait=true`)).status).toBe(200);
    expect(await processesOf(books.id, living())).not.toEqual(before);
    expect((await wrong.send<ServerBody>('POST', `/api/servers/${books.id}/stop?wait=true`)).body.process.state).toBe('stopped');
    expect((await wrong.send<ServerBody>('POST', `/api/servers/${books.id}/start?wait=true`)).body.process.state).toBe('running');
    expect((await onlyOwner(books.id)).url).toBe(owner.url);
  });

  it('tells browsers of what it puts together who may read it, and as what, as it tells of all else', async () => {
    for (const path of ['/api/servers', '/api/mcp/connections', '/api/mcp/connections/nobody', '/api/auth/me']) {
      const answer = await fetch(wrong.url + path, { headers: { Origin: 'https://own.test' } });
      await answer.arrayBuffer();
      expect([path, answer.headers.get('access-control-allow-origin'), answer.headers.get('x-content-type-options'), answer.headers.get('x-frame-options')]).toEqual([path, 'https://own.test', 'nosniff', 'DENY']);
    }
  });

  it('presents a group whose member the other node has', async () => {
    const made = await owner.send<{ id: string }>('POST', '/api/groups', { name: 'shelf', members: [{ serverId: books.id, prefix: 'b_' }] });
    expect(made.status).toBe(201);
    await until(async () => (await wrong.get<{ groups: { name: string }[] }>('/api/groups')).groups.some(({ name }) => name === 'shelf'));
    const client = await connectModern(`${wrong.url}/mcp/group/shelf`);
    expect((await client.callTool({ name: 'b_getBook', arguments: { id: '7' } })).structuredContent).toEqual({ id: '7', title: '红楼梦 📚' });
    await client.close();
    await wrong.send('DELETE', `/api/groups/${made.body.id}`);
  });

  signedRequests(() => ({ key: nodes.key, owner, serverId: books.id }));
});

streamsThrough(() => ({ owner: a, wrong: b, labels: { zone: 'north' } }));

twoReplicas(() => ({ a, b, documentUrl: upstream.documentUrl }));

describe('A dashboard on the wrong node', () => {
  let books: ServerBody;
  let socket: Socket;
  let owner: Node;

  beforeAll(async () => {
    books = await serverThrough(a, 'watched');
    owner = await onlyOwner(books.id);
    socket = io(other(owner).url, { transports: ['websocket'] });
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    await socket.emitWithAck('subscribeServerLogs', { serverId: books.id });
    // From the first change that it hears of, the other node knows that it listens.
    let hasHeard = false;
    socket.once('server:changed', () => (hasHeard = true));
    await until(async () => {
      await owner.send('PATCH', `/api/servers/${books.id}`, { description: 'Watched.' });
      return hasHeard;
    });
  });
  afterAll(() => void socket.close());

  const heard = <T>(event: string, holds: (payload: T) => boolean) =>
    new Promise<T>((resolve) => {
      const listen = (payload: T): void => {
        if (!holds(payload)) return;
        socket.off(event, listen);
        resolve(payload);
      };
      socket.on(event, listen);
    });

  it('sees the connections of a server, its process and its log lines, and each event once', async () => {
    const events: { event: string; clientInfo: { name?: string } }[] = [];
    socket.on('mcp:connection:event', (payload: (typeof events)[number]) => void (payload.clientInfo.name === 'seen from afar' && events.push(payload)));
    const [connected, lines, ended] = [
      heard<{ serverId: string; event: string }>('mcp:connection:event', ({ serverId, event }) => serverId === books.id && event === 'connected'),
      heard<{ serverId: string; lines: unknown[] }>('processLogsUpdated', ({ serverId }) => serverId === books.id),
      heard<{ serverId: string }>('mcp:process:exit', ({ serverId }) => serverId === books.id),
    ];
    const { client } = await connectSession(`${owner.url}/mcp/${books.id}`, 'seen from afar');
    await connected;
    let active = 0;
    socket.on('mcpConnectionStats', ({ serverId, activeConnections }: { serverId: string; activeConnections: number }) => void (serverId === books.id && (active = activeConnections)));
    await until(async () => {
      expect(await socket.emitWithAck('getMCPConnectionStats', { serverId: books.id })).toEqual({ success: true });
      return active > 0;
    });
    await owner.send('POST', `/api/servers/${books.id}/restart?wait=true`);
    await Promise.all([lines, ended]);
    await until(() => events.some(({ event }) => event === 'disconnected'));
    expect(events.map(({ event }) => event)).toEqual(['connected', 'disconnected']);
    await client.close();
  });

  it('hears of a server that is made on the other node, once', async () => {
    const changes: string[] = [];
    socket.on('server:changed', ({ change }: { change: string }) => changes.push(change));
    const { body } = await owner.send<ServerBody>('POST', '/api/servers', { name: 'made elsewhere', openapiUrl: upstream.documentUrl });
    await until(() => changes.length > 0);
    await owner.send('DELETE', `/api/servers/${body.id}`);
    await until(() => changes.includes('deleted'));
    expect(changes).toEqual(['created', 'deleted']);
  });
});

limitsTogether(() => ({ a, b, restLimit: REST_LIMIT, loginLimit: LOGIN_LIMIT }));
