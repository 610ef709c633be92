import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect, it } from '@jest/globals';
import { SecretBox } from '../../packages/mcp-swagger-api/src/common/secret-box.js';
import { readEnvironment } from '../../packages/mcp-swagger-api/src/config/environment.js';
import { sign } from '../../packages/mcp-swagger-api/src/nodes/node-signature.js';
import type { Node, NodesBody } from './start-nodes.js';

/** Tests of whom a node takes for another node. `key`: ENCRYPTION_KEY of the nodes. */
export function signedRequests(at: () => { key: string; owner: Node; serverId: string }): void {
  it('believes what a node signed once, at the node that is meant, and no header that it did not sign', async () => {
    const { key: encryptionKey, owner, serverId } = at();
    const key = new SecretBox(readEnvironment({ ENCRYPTION_KEY: encryptionKey })).derive('requests between nodes');
    const { nodes: rows } = await owner.get<NodesBody>('/api/nodes');
    const to = rows.find(({ isThis }) => isThis)?.id ?? '';
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

  it.each(['x', 'e30.99999999999999.x.y'])('believes nobody who only says that he is a node (%s)', async (header) => {
    const answer = await fetch(`${at().owner.url}/api/servers/${at().serverId}`, { headers: { 'x-mcp-node': header } });
    expect([answer.status, await answer.json()]).toEqual([403, expect.objectContaining({ code: 'NODE_SIGNATURE_REFUSED' })]);
  });
}
