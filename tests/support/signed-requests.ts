import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import { SecretBox } from '../../packages/mcp-swagger-api/src/common/secret-box.js';
import { readEnvironment } from '../../packages/mcp-swagger-api/src/config/environment.js';
import { sign } from '../../packages/mcp-swagger-api/src/nodes/node-signature.js';
import type { ServerBody } from './bodies.js';
import type { Node, NodesBody } from './start-nodes.js';

/** Tests of whom a node takes for another node. `key`: ENCRYPTION_KEY of the nodes. */
export function signedRequests(at: () => { key: string; owner: Node; serverId: string }): void {
  const keyOf = (encryptionKey: string) => new SecretBox(readEnvironment({ ENCRYPTION_KEY: encryptionKey })).derive('requests between nodes');
  const idOf = async (node: Node) => (await node.get<NodesBody>('/api/nodes')).nodes.find(({ isThis }) => isThis)?.id ?? '';

  it('believes what a node signed once, at the node that is meant, and no header that it did not sign', async () => {
    const { key: encryptionKey, owner, serverId } = at();
    const [key, to] = [keyOf(encryptionKey), await idOf(owner)];
    const path = `/api/servers/${serverId}`;
    const signed = (signedFor: string) => sign({ method: 'GET', path, headers: { host: '127.0.0.1' }, body: Buffer.alloc(0) }, { to: signedFor, remoteAddress: '127.0.0.1' }, key, Date.now());
    const first = signed(to);
    // A client that came through a proxy is refused without a password, if the header counts.
    const send = async (value: string) => {
      const answer = request(`${owner.url}${path}`, { headers: { host: '127.0.0.1', 'x-forwarded-for': '10.0.0.1', 'x-mcp-node': value } }).end();
      const [response] = (await once(answer, 'response')) as [IncomingMessage];
      response.resume();
      return response.statusCode;
    };
    expect([await send(first), await send(first), await send(signed('another node'))]).toEqual([200, 403, 403]);
  });

  it('believes no signature that is over or far ahead, and none with another body than the one that was signed', async () => {
    const { key, owner } = at();
    const to = await idOf(owner);
    const path = '/api/servers';
    const send = async (signedBody: string, body: string, at = Date.now()) => {
      const headers = { 'content-type': 'application/json' };
      const signature = sign({ method: 'POST', path, headers: { ...headers, host: new URL(owner.url).host }, body: Buffer.from(signedBody) }, { to, remoteAddress: '127.0.0.1' }, keyOf(key), at);
      const answer = await fetch(owner.url + path, { method: 'POST', headers: { ...headers, 'x-mcp-node': signature }, body });
      return [answer.status, ((await answer.json()) as { code: string }).code];
    };
    const refused = [403, 'NODE_SIGNATURE_REFUSED'];
    const minute = 60_000;
    expect([await send('{}', '{ }'), await send('', '{}'), await send('{}', '{}', Date.now() - minute), await send('{}', '{}', Date.now() + 2 * minute)]).toEqual([refused, refused, refused, refused]);
    expect((await send('{}', '{}'))[0]).toBe(400);
  });

  it('does nothing for who means another lease than the one that the node has', async () => {
    const { key, owner, serverId } = at();
    const to = await idOf(owner);
    const path = `/api/servers/${serverId}/restart?wait=true`;
    const { generation = 0 } = (await owner.get<NodesBody>('/api/nodes')).leases.find((lease) => lease.serverId === serverId) ?? {};
    const pid = async () => (await owner.get<ServerBody>(`/api/servers/${serverId}`)).process.pid;
    const before = await pid();
    const send = async (meant: number) => {
      const headers = { host: '127.0.0.1' };
      const signature = sign({ method: 'POST', path, headers, body: Buffer.alloc(0) }, { to, remoteAddress: '127.0.0.1', serverId, generation: meant }, keyOf(key), Date.now());
      // Not by fetch, which asks a second time when it is told 421 (Fetch, HTTP-network-or-cache fetch).
      const asked = request(owner.url + path, { method: 'POST', headers: { ...headers, 'x-mcp-node': signature } }).end();
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      const { code } = (await json(response)) as { code?: string };
      return [response.statusCode, response.headers['x-mcp-node'], code];
    };
    expect([await send(generation + 1), await send(generation + 2)]).toEqual([[421, 'misdirected', 'NOT_THE_OWNER'], [421, 'misdirected', 'NOT_THE_OWNER']]);
    expect(await pid()).toBe(before);
    expect((await send(generation))[0]).toBe(200);
    expect(await pid()).not.toBe(before);
  });

  it.each(['x', 'e30.99999999999999.x.y'])('believes nobody who only says that he is a node (%s)', async (header) => {
    const answer = await fetch(`${at().owner.url}/api/servers/${at().serverId}`, { headers: { 'x-mcp-node': header } });
    expect([answer.status, await answer.json()]).toEqual([403, expect.objectContaining({ code: 'NODE_SIGNATURE_REFUSED' })]);
  });
}
