import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { beforeAll, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { type Credential, mayUse } from './credentials.js';
import type { World } from './world.js';

const CLIENT = { name: 'matrix', version: '1' };
const INITIALIZE = { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: CLIENT } };
const META = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientInfo': CLIENT, 'io.modelcontextprotocol/clientCapabilities': {} };
const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: META } };
const MODERN = { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'tools/list' };

interface Way {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: object;
}

/** Both eras at an endpoint: sessions with their streams and ends, and messages without any. */
const streamable = (path: string): Way[] => [
  { method: 'POST', path, body: INITIALIZE },
  { method: 'POST', path, headers: MODERN, body: LIST },
  { method: 'GET', path },
  { method: 'DELETE', path, headers: { 'Mcp-Session-Id': 'of somebody else' } },
];

/** Every way into the gateway × every credential. The server does not run, which only whoever may come in is told. */
export function gatewayEndpoints(world: () => World, at: () => { credentials: readonly Credential[]; serverId: string }): void {
  beforeAll(async () => {
    const { ask, admin } = world();
    await ask('POST', '/api/groups', admin, { name: 'matrix', members: [{ serverId: at().serverId }] });
  });

  it('the gateway lets in just those whose role or scope reaches the server, at every endpoint', async () => {
    const { ask, attack, control } = world();
    const { credentials, serverId } = at();
    const ways = [
      ...['/mcp/matrix', `/mcp/${serverId}`, '/mcp/matrix/', '/mcp/matrix?x=1', '/mcp/matr%69x', '/mcp/group/matrix'].flatMap(streamable),
      // Where a client of the transport sse posts.
      { method: 'POST', path: '/mcp/matrix/messages?sessionId=of-somebody-else', body: INITIALIZE },
    ];
    for (const credential of credentials) {
      for (const { method, path, headers, body } of ways) {
        const { status } = await ask(method, path, { Accept: 'application/json, text/event-stream', ...headers, ...credential.headers }, body);
        judge(credential, method, `${method} ${path} → ${status}`, status);
      }
      for (const path of ['/mcp/matrix', `/mcp/${serverId}`]) {
        const status = await knockForSocket(path, credential);
        judge(credential, 'GET', `a WebSocket at ${path} → ${status}`, status);
      }
    }

    function judge(credential: Credential, method: string, what: string, status: number): void {
      const may = credential.kind === 'key' ? credential.opensServer === true : mayUse(credential, method.toLowerCase(), 'operator');
      if (may) control('authorisation', `${credential.name} ${what}`, status !== 401 && status !== 403);
      else attack('authorisation', `${credential.name} ${what}`, status === 401 || status === 403);
    }
  });

  async function knockForSocket(path: string, { headers }: Credential): Promise<number> {
    const socket = new WebSocket(world().api.url.replace('http', 'ws') + path, { headers });
    const [, response] = (await once(socket, 'unexpected-response')) as [ClientRequest, IncomingMessage];
    response.destroy();
    return response.statusCode ?? 0;
  }
}
