import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import type { ProblemBody, ServerBody } from './support/bodies.js';
import { connectModern, connectSession } from './support/mcp-clients.js';
import { signedRequests } from './support/signed-requests.js';
import { type Node, type Nodes, type NodesBody, ownerOf, processesOf, startNodes, watchOwners } from './support/start-nodes.js';
import { streamsThrough } from './support/streams-through.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';
import { until } from './support/until.js';

/** NODE_LEASE_TTL of these nodes, as it is by default: a shorter one is lost when a busy machine keeps the database from answering. */
const TTL_MS = 15_000;

let nodes: Nodes;
let upstream: Upstream;
let a: Node;
let b: Node;

beforeAll(async () => {
  [nodes, upstream] = await Promise.all([startNodes({ NODE_LEASE_TTL: String(TTL_MS), MCP_STATS_INTERVAL: '200' }), startUpstream()]);
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

  it('share the servers evenly, and run each once, whoever is asked how often', async () => {
    const made = await Promise.all(['one', 'two', 'three', 'four'].map((name) => a.send<ServerBody>('POST', '/api/servers', { name, openapiUrl: upstream.documentUrl })));
    const ids = made.map(({ body }) => body.id);
    const watches = ids.map((id) => watchOwners(id, living));
    for (const id of ids) {
      const answers = await Promise.all([a, b, a, b].map((node) => node.send<ServerBody>('POST', `/api/servers/${id}/start?wait=true`)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    }
    const owners = await Promise.all(ids.map((id) => onlyOwner(id)));
    expect(owners.filter((owner) => owner === a).length).toBe(2);
    for (const watch of watches) expect((await watch.stop()).filter((pids) => pids.length > 1)).toEqual([]);
    for (const node of [a, b]) {
      await until(async () => (await node.get<{ servers: ServerBody[] }>('/api/servers')).servers.map(({ name, process }) => `${name} ${process.state}`).join() === 'four running,one running,three running,two running');
    }
    const deleted = await b.send<{ results: { success: boolean }[] }>('POST', '/api/servers/batch', { ids, action: 'delete' });
    expect(deleted.body.results.map(({ success }) => success)).toEqual([true, true, true, true]);
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

describe('A server with two replicas', () => {
  let shared: ServerBody;
  const pidsAt = async (node: Node) => (await processesOf(shared.id, [node])).filter(({ api }) => api === node.process.pid).map(({ pid }) => pid);
  const runsOn = async (counts: number[]) => until(async () => (await Promise.all([a, b].map(pidsAt))).map(({ length }) => length).join() === counts.join());
  /** Calls that the process of a node answered. */
  const callsAt = async (node: Node) => {
    const lines = (await (await fetch(`${node.url}/metrics`)).text()).split('\n');
    return Number(lines.find((line) => line.startsWith('mcp_gateway_requests_total') && line.includes(`server="${shared.id}"`) && line.includes('error="false"'))?.split(' ')[1] ?? 0);
  };

  beforeAll(async () => {
    shared = await serverThrough(a, 'shared', { replicas: 2 });
    await runsOn([1, 1]);
  });
  afterAll(() => a.send('DELETE', `/api/servers/${shared.id}`));

  it('runs on both nodes, each with a lease of its own', async () => {
    const { nodes: rows, leases } = await b.get<NodesBody>('/api/nodes');
    const own = leases.filter(({ serverId }) => serverId === shared.id);
    expect(own.map(({ replica }) => replica)).toEqual([0, 1]);
    expect(own.map(({ nodeId }) => nodeId).toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
  });

  it('shows each replica, and what the node of each knows of it, whichever node is asked', async () => {
    for (const node of [a, b]) {
      let replicas: { replica: number; nodeId: string; process: { pid: number; state: string } }[] = [];
      const look = async () => ({ replicas } = await node.get<{ replicas: typeof replicas }>(`/api/servers/${shared.id}/replicas`));
      await until(async () => (await look()).replicas.map(({ replica, process }) => `${replica} ${process.state}`).join() === '0 running,1 running');
      expect(replicas.map(({ process }) => process.pid).toSorted()).toEqual((await Promise.all([a, b].map(pidsAt))).flat().toSorted());
      for (const { nodeId, process } of replicas) {
        const at = (path: string) => node.get<{ pid: number; state: string; lines: { text: string }[] }>(`${path}?node=${nodeId}`);
        expect((await at(`/api/processes/${shared.id}/metrics`)).pid).toBe(process.pid);
        expect((await at(`/api/servers/${shared.id}/health`)).state).toBe('running');
        expect((await at(`/api/processes/${shared.id}/logs`)).lines.length).toBeGreaterThan(0);
      }
      expect(await node.get(`/api/processes/${shared.id}?node=${shared.id}`)).toMatchObject({ status: 404, code: 'REPLICA_NOT_FOUND' });
    }
  });

  it.each([0, 1])('shares calls that come at once to either node (%s) between both', async (index) => {
    const node = [a, b][index] as Node;
    const before = await Promise.all([a, b].map(callsAt));
    const client = await connectModern(`${node.url}/mcp/shared`);
    const answers = await Promise.all(Array.from({ length: 40 }, () => client.callTool({ name: 'getBook', arguments: { id: '7' } })));
    expect(answers.filter(({ isError }) => isError === true)).toEqual([]);
    await client.close();
    await until(async () => (await Promise.all([a, b].map(callsAt))).every((count, at) => count > (before[at] ?? 0)));
  });

  it('keeps a session at the first replica, whichever node is asked', async () => {
    const clients = await Promise.all([a, b].map((node) => connectSession(`${node.url}/mcp/${shared.id}`, 'of two')));
    for (const { client } of clients) for (let call = 0; call < 4; call += 1) expect((await client.callTool({ name: 'getBook', arguments: { id: '7' } })).isError).not.toBe(true);
    for (const node of [a, b]) {
      await until(async () => (await node.get<{ connections: { clientInfo: { name?: string } }[] }>(`/api/mcp/connections?serverId=${shared.id}`)).connections.filter(({ clientInfo }) => clientInfo.name === 'of two').length === 2);
    }
    for (const node of [a, b]) {
      const { data } = await node.get<{ data: { connectionStats: { connections: { clientInfo: { name?: string } }[] } } }>(`/api/servers/${shared.id}/mcp/connections`);
      expect(data.connectionStats.connections.filter(({ clientInfo }) => clientInfo.name === 'of two')).toHaveLength(2);
    }
    await Promise.all(clients.map(({ client }) => client.close()));
  });

  it('is changed, restarted and stopped in both places', async () => {
    const before = new Set((await Promise.all([a, b].map(pidsAt))).flat());
    await b.send('POST', `/api/servers/${shared.id}/restart?wait=true`);
    await until(async () => {
      const now = (await Promise.all([a, b].map(pidsAt))).flat();
      return now.length === 2 && now.every((pid) => !before.has(pid));
    });
    expect((await b.send('PATCH', `/api/servers/${shared.id}`, { filters: { include: ['operation:getBook'] } })).status).toBe(200);
    const client = await connectModern(`${b.url}/mcp/shared`);
    await until(async () => (await Promise.all(Array.from({ length: 8 }, () => client.listTools()))).every(({ tools }) => tools.length === 1));
    await client.close();
    await b.send('POST', `/api/servers/${shared.id}/stop?wait=true`);
    await runsOn([0, 0]);
    await b.send('POST', `/api/servers/${shared.id}/start?wait=true`);
    await runsOn([1, 1]);
  });

  it('gives the second up when it shall have one', async () => {
    expect((await b.send('PATCH', `/api/servers/${shared.id}`, { replicas: 1 })).status).toBe(200);
    await until(async () => (await processesOf(shared.id, [a, b])).length === 1);
  });

  it('is refused with a transport whose sessions are at one process', async () => {
    const body = { name: 'sessions', openapiUrl: upstream.documentUrl, transport: 'sse', replicas: 2 };
    expect(await a.send<ProblemBody>('POST', '/api/servers', body)).toMatchObject({ status: 422, body: { code: 'REPLICAS_NEED_STREAMABLE' } });
  });
});

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
