import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerBody } from './support/bodies.js';
import { connectModern } from './support/mcp-clients.js';
import { type Node, type Nodes, ownerOf, processesOf, startNodes, watchOwners } from './support/start-nodes.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';
import { until } from './support/until.js';

/** NODE_LEASE_TTL of these nodes, as it is by default: a shorter one is lost when a busy machine keeps the database from answering. */
const TTL_MS = 15_000;

let nodes: Nodes;
let upstream: Upstream;
let a: Node;
let b: Node;

const living = () => nodes.all.filter(({ process }) => process.exitCode === null && process.signalCode === null);
const other = (node: Node) => (node === a ? b : a);
const onlyOwner = async (id: string) => (await ownerOf(id, living())) as Node;

describe('A node that goes', () => {
  let id: string;

  // While the lease of a node that is gone lasts, the others say that they cannot reach it.
  const saysItRuns = async (node: Node, server: string) => (await node.get<Partial<ServerBody>>(`/api/servers/${server}`)).process?.state === 'running';

  beforeAll(async () => {
    [nodes, upstream] = await Promise.all([startNodes({ NODE_LEASE_TTL: String(TTL_MS) }), startUpstream()]);
    // One after the other: the first makes the tables.
    a = await nodes.start();
    b = await nodes.start();
    const { body } = await a.send<ServerBody>('POST', '/api/servers', { name: 'survivor', openapiUrl: upstream.documentUrl });
    ({ id } = body);
    expect((await a.send('POST', `/api/servers/${id}/start?wait=true`)).status).toBe(200);
  });

  afterAll(async () => {
    await nodes.stop();
    await upstream.stop();
  });

  beforeEach(async () => {
    if (!living().includes(a)) a = await nodes.start();
    if (!living().includes(b)) b = await nodes.start();
    [a, b].forEach((node) => node.mend());
  });

  it('by SIGKILL leaves its servers to one of two others, which never runs them beside it', async () => {
    const owner = await onlyOwner(id);
    const third = await nodes.start();
    const watch = watchOwners(id, living);
    owner.process.kill('SIGKILL');
    await once(owner.process, 'close');
    const left = [other(owner), third];
    for (const node of left) await until(() => saysItRuns(node, id));
    const heir = await onlyOwner(id);
    expect(left).toContain(heir);
    expect((await watch.stop()).filter((pids) => pids.length > 1)).toEqual([]);
    const client = await connectModern(`${heir.url}/mcp/survivor`);
    expect((await client.callTool({ name: 'getBook', arguments: { id: '7' } })).isError).not.toBe(true);
    await client.close();
    if (owner === a) a = third;
    else b = third;
  });

  it('by SIGTERM hands its servers over at once, and calls through the other node just take longer', async () => {
    const owner = await onlyOwner(id);
    const heir = other(owner);
    const client = await connectModern(`${heir.url}/mcp/${id}`);
    const watch = watchOwners(id, living);
    const begun = performance.now();
    owner.process.kill('SIGTERM');
    await until(async () => (await processesOf(id, [heir])).some(({ api }) => api === heir.process.pid));
    await until(() => saysItRuns(heir, id));
    const tookMs = performance.now() - begun;
    expect((await client.callTool({ name: 'getBook', arguments: { id: '7' } })).isError).not.toBe(true);
    // Far below a lease, which is what a node that is killed takes.
    expect(tookMs).toBeLessThan(TTL_MS);
    expect((await watch.stop()).filter((pids) => pids.length > 1)).toEqual([]);
    await client.close();
    await owner.stop();
  });

  it('from the database stops its servers before another starts them, and takes part again when it is back', async () => {
    const owner = await onlyOwner(id);
    const heir = other(owner);
    const watch = watchOwners(id, living);
    owner.cut();
    await until(async () => (await processesOf(id, [owner])).every(({ api }) => api !== owner.process.pid));
    await until(async () => (await processesOf(id, [heir])).some(({ api }) => api === heir.process.pid));
    const looks = await watch.stop();
    expect(looks.filter((pids) => pids.length > 1)).toEqual([]);
    owner.mend();
    await until(() => saysItRuns(owner, id));
    expect((await onlyOwner(id)).url).toBe(heir.url);
  });

  it('from the database until it stopped its servers, and is back before its leases end, does not keep them from running', async () => {
    const owner = await onlyOwner(id);
    const watch = watchOwners(id, living);
    owner.cut();
    await until(async () => (await processesOf(id, [owner])).length === 0);
    owner.mend();
    await onlyOwner(id);
    expect((await watch.stop()).filter((pids) => pids.length > 1)).toEqual([]);
  });
});
