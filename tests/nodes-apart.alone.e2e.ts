import { hash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServerBody } from './support/bodies.js';
import { listeningAddresses } from './support/listening-addresses.js';
import { layNetwork } from './support/network-apart.js';
import { type Node, type Nodes, ownerOf, processesOf, startNodes, watchOwners } from './support/start-nodes.js';
import { until } from './support/until.js';

const PASSWORD = 'a password of the nodes';
/** GATEWAY_RATE_LIMIT of the nodes; twice as many at once. */
const RATE = 20;
/** 127.0.0.1, as the system writes it. */
const LOOPBACK = '0100007F';
const proof = { Authorization: `Bearer ${PASSWORD}` };
const openapiData = { openapi: '3.1.0', info: { title: 'x', version: '1' }, servers: [{ url: 'http://127.0.0.1:1' }], paths: { '/x': { get: { operationId: 'readX', responses: { 200: { description: 'x' } } } } } };

const network = layNetwork();
const describeApart = network === undefined ? describe.skip : describe;

describeApart(`Three nodes, each with a network of its own${network === undefined ? ' (skipped: network namespaces want root and the program ip)' : ''}`, () => {
  let nodes: Nodes;
  let three: Node[];
  const ids: string[] = [];

  beforeAll(async () => {
    nodes = await startNodes({ NODE_LEASE_TTL: '15000', ADMIN_PASSWORD: PASSWORD, LOGIN_MAX_FAILURES: '3', GATEWAY_RATE_LIMIT: String(RATE) }, network);
    const first = await nodes.start();
    three = [first, ...(await Promise.all([nodes.start(), nodes.start()]))];
  });

  afterAll(async () => {
    await nodes.stop();
    network?.remove();
  });

  const ask = async <T>(node: Node, method: string, path: string, body?: object) =>
    (await fetch(node.url + path, { method, headers: { ...proof, 'Content-Type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })).json() as Promise<T>;
  const ownerOfServer = async (id: string) => (await ownerOf(id, three)) as Node;

  it('run each server once', async () => {
    const watches = [];
    for (const [index, node] of three.entries()) {
      const { id } = await ask<ServerBody>(node, 'POST', '/api/servers', { name: `server ${index}`, openapiData });
      watches.push(watchOwners(id));
      const started = await Promise.all(three.map((each) => ask<ServerBody>(each, 'POST', `/api/servers/${id}/start?wait=true`)));
      expect(started.map(({ process }) => process.state)).toEqual(['running', 'running', 'running']);
      ids.push(id);
    }
    expect(new Set(await Promise.all(ids.map((id) => ownerOfServer(id)))).size).toBe(3);
    for (const watch of watches) expect(watch.stop().filter((pids) => pids.length > 1)).toEqual([]);
  });

  it('are reached from outside, and their processes from their own machine alone', async () => {
    for (const id of ids) {
      const [child] = await processesOf(id, three);
      expect(new Set(listeningAddresses(child?.pid ?? 0))).toEqual(new Set([LOOPBACK]));
      expect(listeningAddresses(child?.api ?? 0)).toEqual([expect.not.stringMatching(LOOPBACK)]);
    }
  });

  it('answer for each other', async () => {
    for (const [index, id] of ids.entries()) {
      const other = three[(three.indexOf(await ownerOfServer(id)) + 1 + index) % 3] ?? three[0];
      const client = new Client({ name: 'from afar', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
      await client.connect(new StreamableHTTPClientTransport(new URL(`${other?.url}/mcp/${id}`), { requestInit: { headers: proof } }));
      expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['readX']);
      await client.close();
    }
  });

  it('let in whom a server lets in by keys of its own, whichever node is asked', async () => {
    const key = 'key-of-a-guest-of-nodes';
    const { id } = await ask<ServerBody>(three[0] as Node, 'POST', '/api/servers', { name: 'keyed', openapiData, access: { apiKeys: [{ name: 'partner', sha256: hash('sha256', key) }] } });
    await ask(three[0] as Node, 'POST', `/api/servers/${id}/start?wait=true`);
    const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'guest', version: '1' } } });
    const statusAt = async (node: Node, headers: Record<string, string>) => (await fetch(`${node.url}/mcp/keyed`, { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers }, body: message })).status;
    for (const node of three) expect([await statusAt(node, { Authorization: `Bearer ${key}` }), await statusAt(node, {}), await statusAt(node, { Authorization: 'Bearer another' })]).toEqual([200, 401, 401]);
    // What a stranger means to send is not waited for.
    const withoutBody = async (node: Node) => {
      const asked = request(`${node.url}/mcp/keyed`, { method: 'POST', headers: { Authorization: 'Bearer another', 'Content-Type': 'application/json', 'Content-Length': 1_000_000 } });
      asked.flushHeaders();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      asked.on('error', () => {}).destroy();
      return answer.statusCode;
    };
    for (const node of three) expect(await withoutBody(node)).toBe(401);
    await ask(three[0] as Node, 'POST', `/api/servers/${id}/stop`);
  });

  it('count the calls of a caller together: who called at two of them as often as he may is refused at the third, where he never was', async () => {
    const owners = await Promise.all(ids.map((id) => ownerOfServer(id)));
    await until(async () => {
      const { key } = await ask<{ key: string }>(three[0] as Node, 'POST', '/api/keys', { name: `eager ${performance.now()}`, scopes: ['mcp'] });
      const callAt = async (at: number) => (await fetch(`${owners[at]?.url}/mcp/${ids[at]}`, { method: 'POST', headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }, body: '{}' })).status;
      await Promise.all([0, 1].map((at) => Promise.all(Array.from({ length: 3 * RATE }, () => callAt(at)))));
      // So few that the third alone would refuse none of them.
      for (let call = 0; call < RATE; call += 1) {
        if ((await callAt(2)) === 429) return true;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return false;
    });
  });

  it('lose one whose cable is pulled: it stops its servers before another starts them, and comes back without them', async () => {
    const id = ids[0] ?? '';
    const owner = await ownerOfServer(id);
    const others = three.filter((node) => node !== owner);
    const watch = watchOwners(id);
    owner.cut();
    await until(async () => (await processesOf(id, three)).length === 0);
    await until(async () => (await processesOf(id, others)).some(({ api }) => others.some(({ process }) => process.pid === api)));
    expect(watch.stop().filter((pids) => pids.length > 1)).toEqual([]);
    owner.mend();
    const heir = await ownerOfServer(id);
    await until(async () => (await ask<Partial<ServerBody>>(owner, 'GET', `/api/servers/${id}`)).process?.state === 'running');
    expect(others).toContain(heir);
    expect(await ownerOfServer(id)).toBe(heir);
  });

  it('count wrong passwords together', async () => {
    const tryAt = async (node: Node | undefined) => (await fetch(`${node?.url}/api/auth/login`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name: 'admin', password: 'wrong' }) })).status;
    expect([await tryAt(three[0]), await tryAt(three[1]), await tryAt(three[2])]).toEqual([401, 401, 401]);
    await until(async () => (await Promise.all(three.map(tryAt))).every((status) => status === 429));
  });
});
