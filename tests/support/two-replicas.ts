import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProblemBody, ServerBody } from './bodies.js';
import { connectModern, connectSession } from './mcp-clients.js';
import { type Node, type NodesBody, processesOf } from './start-nodes.js';
import { until } from './until.js';

interface ProcessRow {
  serverId: string;
  pid: number;
}

/** Tests of a server that two nodes run at once. */
export function twoReplicas(nodes: () => { a: Node; b: Node; documentUrl: string }): void {
  describe('A server with two replicas', () => {
    let a: Node;
    let b: Node;
    let documentUrl: string;
    let shared: ServerBody;
    const pidsAt = async (node: Node) => (await processesOf(shared.id, [node])).filter(({ api }) => api === node.process.pid).map(({ pid }) => pid);
    const runsOn = async (counts: number[]) => until(async () => (await Promise.all([a, b].map(pidsAt))).map(({ length }) => length).join() === counts.join());
    /** Calls that the process of a node answered. */
    const callsAt = async (node: Node) => {
      const lines = (await (await fetch(`${node.url}/metrics`)).text()).split('\n');
      return Number(lines.find((line) => line.startsWith('mcp_gateway_requests_total') && line.includes(`server="${shared.id}"`) && line.includes('error="false"'))?.split(' ')[1] ?? 0);
    };

    beforeAll(async () => {
      ({ a, b, documentUrl } = nodes());
      const { body } = await a.send<ServerBody>('POST', '/api/servers', { name: 'shared', openapiUrl: documentUrl, replicas: 2 });
      shared = (await a.send<ServerBody>('POST', `/api/servers/${body.id}/start?wait=true`)).body;
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
        const { processes, replicas: further } = await node.get<{ processes: ProcessRow[]; replicas: { nodeId: string; process: ProcessRow }[] }>('/api/processes');
        const pids = [...processes.filter(({ serverId }) => serverId === shared.id), ...further.map(({ process }) => process)].map(({ pid }) => pid);
        expect([further.map(({ nodeId }) => nodeId), pids]).toEqual([[replicas[1]?.nodeId], replicas.map(({ process }) => process.pid)]);
        const { servers, endpoints } = await node.get<{ servers: object; endpoints: { serverId: string; replicas?: number }[] }>('/api/mcp/status');
        expect(servers).toEqual({ total: 2, running: 2, failed: 0, stopped: 0 });
        expect(endpoints.find(({ serverId }) => serverId === shared.id)?.replicas).toBe(2);
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

    it('counts the connections of both, also into what is remembered', async () => {
      const countAt = async (node: Node) => (await node.get<{ data: { totalConnections: number; totalSinceStart: number } }>(`/api/servers/${shared.id}/mcp/connections/count`)).data;
      for (const node of [a, b]) {
        await until(async () => {
          const { totalConnections, totalSinceStart } = await countAt(node);
          return totalSinceStart >= 2 && totalConnections === totalSinceStart;
        });
      }
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
      const body = { name: 'sessions', openapiUrl: documentUrl, transport: 'sse', replicas: 2 };
      expect(await a.send<ProblemBody>('POST', '/api/servers', body)).toMatchObject({ status: 422, body: { code: 'REPLICAS_NEED_STREAMABLE' } });
    });
  });
}
