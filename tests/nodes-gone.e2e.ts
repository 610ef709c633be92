import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServerBody } from './support/bodies.js';
import { connectModern } from './support/mcp-clients.js';
import { type Node, type Nodes, type NodesBody, ownerOf, processesOf, startNodes, watchOwners } from './support/start-nodes.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';
import { until } from './support/until.js';

/** NODE_LEASE_TTL of these nodes, as it is by default: a shorter one is lost when a busy machine keeps the database from answering. */
const TTL = '15000';

let nodes: Nodes;
let upstream: Upstream;

/** A server and who had it when all was well. */
interface Case {
  id: string;
  owner: Node;
  /** Looks how many processes it has, from before anybody goes. */
  watch: ReturnType<typeof watchOwners>;
}

const isLiving = ({ process }: Node) => process.exitCode === null && process.signalCode === null;
const living = () => nodes.all.filter(isLiving);
const runsAt = async (id: string, node: Node) => (await processesOf(id, [node])).some(({ api }) => api === node.process.pid);
// While the lease of a node that is gone lasts, the others say that they cannot reach it.
const saysItRuns = async (node: Node, id: string) => (await node.get<Partial<ServerBody>>(`/api/servers/${id}`)).process?.state === 'running';
const looksWithTwo = ({ watch }: Case) => watch.stop().filter((pids) => pids.length > 1);

/** Each has a server, and three of them go at the same time: one by one it would take three leases. */
describe('A node that goes', () => {
  let [killed, cut, backSoon, moved]: Case[] = [];

  beforeAll(async () => {
    [nodes, upstream] = await Promise.all([startNodes({ NODE_LEASE_TTL: TTL }), startUpstream()]);
    // One before the others: the first makes the tables.
    const first = await nodes.start();
    await Promise.all([nodes.start(), nodes.start(), nodes.start()]);
    const cases: Case[] = [];
    for (const name of ['killed', 'cut', 'back-soon', 'moved']) {
      const { id } = (await first.send<ServerBody>('POST', '/api/servers', { name, openapiUrl: upstream.documentUrl })).body;
      expect((await first.send('POST', `/api/servers/${id}/start?wait=true`)).status).toBe(200);
      cases.push({ id, owner: (await ownerOf(id, nodes.all)) as Node, watch: watchOwners(id) });
    }
    expect(new Set(cases.map(({ owner }) => owner)).size).toBe(4);
    [killed, cut, backSoon, moved] = cases;
    killed?.owner.process.kill('SIGKILL');
    cut?.owner.cut();
    backSoon?.owner.cut();
    await once((killed as Case).owner.process, 'close');
  });

  afterAll(async () => {
    await nodes.stop();
    await upstream.stop();
  });

  it('from the database until it stopped its servers, and is back before its leases end, does not keep them from running', async () => {
    const { id, owner } = backSoon as Case;
    await until(async () => !(await runsAt(id, owner)));
    owner.mend();
    await ownerOf(id, living());
    expect(looksWithTwo(backSoon as Case)).toEqual([]);
  });

  it('by SIGKILL leaves its servers to another, which never runs them beside it', async () => {
    const { id, owner } = killed as Case;
    const heir = (await ownerOf(id, living())) as Node;
    expect(heir).not.toBe(owner);
    expect(looksWithTwo(killed as Case)).toEqual([]);
    for (const node of [heir, (moved as Case).owner]) await until(() => saysItRuns(node, id));
    const client = await connectModern(`${heir.url}/mcp/killed`);
    expect((await client.callTool({ name: 'getBook', arguments: { id: '7' } })).isError).not.toBe(true);
    await client.close();
  });

  it('from the database stops its servers before another starts them, and takes part again when it is back', async () => {
    const { id, owner } = cut as Case;
    await until(async () => !(await runsAt(id, owner)));
    const heir = await ownerOf(id, living().filter((node) => node !== owner));
    expect(looksWithTwo(cut as Case)).toEqual([]);
    owner.mend();
    await until(() => saysItRuns(owner, id));
    expect((await ownerOf(id, living())).url).toBe(heir.url);
    await until(async () => (await heir.get<NodesBody>('/api/nodes')).nodes.filter(({ state }) => state === 'up').length === 3);
  });

  it('by SIGTERM hands its servers over at once, and calls through the other node just take longer', async () => {
    const { id, owner } = moved as Case;
    const other = living().find((node) => node !== owner) as Node;
    const client = await connectModern(`${other.url}/mcp/${id}`);
    const { nodes: rows } = await other.get<NodesBody>('/api/nodes');
    const ownerId = rows.find(({ pid }) => pid === owner.process.pid)?.id;
    expect(ownerId).toBeDefined();
    const closed = once(owner.process, 'close');
    owner.process.kill('SIGTERM');
    await closed;
    // That of a node that is killed is still its own then, for as long as a lease lasts.
    expect((await other.get<NodesBody>('/api/nodes')).leases.filter(({ nodeId }) => nodeId === ownerId)).toEqual([]);
    const heir = (await ownerOf(id, living().filter((node) => node !== owner))) as Node;
    await until(() => saysItRuns(heir, id));
    expect((await client.callTool({ name: 'getBook', arguments: { id: '7' } })).isError).not.toBe(true);
    expect(looksWithTwo(moved as Case)).toEqual([]);
    await client.close();
    await owner.stop();
  });
});
