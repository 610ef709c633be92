import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { WebSocketClientTransport } from '@modelcontextprotocol/sdk/client/websocket.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { WebSocket } from 'ws';
import type { ServerBody } from './bodies.js';
import { connectModern, connectSession } from './mcp-clients.js';
import type { Node } from './start-nodes.js';
import { until } from './until.js';

// The SDK's transport wants the one of browsers, which Node 20 has not.
globalThis.WebSocket ??= WebSocket as unknown as typeof globalThis.WebSocket;

/** Tests of what stays open between a client and a server, and of what is broken off, when another node has the server than the one that is asked. */
export function streamsThrough(nodes: () => { owner: Node; wrong: Node; labels: Record<string, string> }): void {
  describe('Through the wrong node', () => {
    let upstream: Server;
    /** Answers that nobody gives. */
    const open: ServerResponse[] = [];
    let wrong: Node;
    let owner: Node;
    let labels: Record<string, string>;
    const ids: string[] = [];

    beforeAll(async () => {
      ({ wrong, owner, labels } = nodes());
      upstream = createServer((request, response) => {
        if (request.url === '/slow') open.push(response);
        else response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"fine":true}');
      }).listen(0, '127.0.0.1');
      await once(upstream, 'listening');
      await Promise.all([start('streams', 'streamable'), start('sockets', 'websocket')]);
    });
    afterAll(async () => {
      await Promise.all(ids.map((id) => owner.send('DELETE', `/api/servers/${id}`)));
      upstream.closeAllConnections();
      upstream.close();
    });

    const start = async (name: string, transport: string): Promise<void> => {
      const get = (operationId: string) => ({ get: { operationId, responses: { 200: { description: 'x' } } } });
      const openapiData = { openapi: '3.1.0', info: { title: name, version: '1' }, paths: { '/fast': get('readFast'), '/slow': get('readSlow') } };
      const { body } = await owner.send<ServerBody>('POST', '/api/servers', { name, openapiData, baseUrl: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`, transport, nodeLabels: labels });
      ids.push(body.id);
      expect((await owner.send('POST', `/api/servers/${body.id}/start?wait=true`)).status).toBe(200);
    };
    const at = (name: string) => `${wrong.url}/mcp/${name}`;

    it('a WebSocket carries a session, and its end', async () => {
      const client = new Client({ name: 'by socket', version: '1' });
      await client.connect(new WebSocketClientTransport(new URL(at('sockets').replace('http', 'ws'))));
      expect(await client.callTool({ name: 'readFast', arguments: {} })).toMatchObject({ content: [{ type: 'text', text: '{"fine":true}' }] });
      const isKnown = async () => (await owner.get<{ connections: { clientInfo: { name?: string } }[] }>('/api/mcp/connections')).connections.some(({ clientInfo }) => clientInfo.name === 'by socket');
      await until(isKnown);
      await client.close();
      await until(async () => !(await isKnown()));
    });

    it('an event stream brings what the server says by itself', async () => {
      const { client, transport } = await connectSession(at('streams'), 'by stream');
      let hasHeard = false;
      client.setNotificationHandler(ToolListChangedNotificationSchema, () => void (hasHeard = true));
      // The client opens its stream after it has connected, and does not say when.
      let include: string[] = [];
      await until(async () => {
        include = include.length === 0 ? ['operation:readFast'] : [];
        expect((await owner.send('PATCH', `/api/servers/${await idOf('streams')}`, { filters: { include } })).status).toBe(200);
        return hasHeard;
      });
      await owner.send('PATCH', `/api/servers/${await idOf('streams')}`, { filters: {} });
      await transport.terminateSession();
      await client.close();
    });

    it.each(['with a session', 'of the stateless revision'])('a call that is cancelled (%s) ends at the upstream', async (kind) => {
      const before = open.length;
      const cancel = new AbortController();
      const client = kind === 'with a session' ? (await connectSession(at('streams'))).client : await connectModern(at('streams'));
      const call = client instanceof Client ? client.callTool({ name: 'readSlow', arguments: {} }, undefined, { signal: cancel.signal }) : client.callTool({ name: 'readSlow', arguments: {} }, { signal: cancel.signal });
      const ended = call.then(() => 'answered', () => 'cancelled');
      await until(() => open.length > before);
      const gone = once(open.at(-1) as ServerResponse, 'close');
      cancel.abort();
      expect(await ended).toBe('cancelled');
      await gone;
      await client.close();
    });

    const idOf = async (name: string) => (await owner.get<{ servers: ServerBody[] }>('/api/servers')).servers.find((server) => server.name === name)?.id ?? '';
  });
}
