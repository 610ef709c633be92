import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { probeEndpoint } from './probe-endpoint.js';

let server: Server;

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
}

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const UNSUPPORTED = '{"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"Unsupported protocol version","data":{"supported":["2026-07-28"]}}}';

describe('An endpoint', () => {
  it.each<[string, number, string]>([
    ['an error of MCP, which is what was asked for', 400, UNSUPPORTED],
    ['a result', 200, '{"jsonrpc":"2.0","id":1,"result":{}}'],
    ['an event of a stream', 200, `event: message\ndata: ${UNSUPPORTED}\n\n`],
  ])('is well when it answers with %s', async (_, status, text) => {
    const endpoint = await serve((__, response) => void response.writeHead(status).end(text));
    await expect(probeEndpoint(endpoint, 'streamable', 5_000)).resolves.toBeUndefined();
  });

  it.each<[string, number, string, RegExp]>([
    ['a web page', 200, '<html></html>', /no message of MCP/],
    ['an error of its own', 500, UNSUPPORTED, /status 500/],
    ['too much', 200, 'x'.repeat(100_000), /more than 65536 bytes/],
  ])('is ill when it answers with %s', async (_, status, text, reason) => {
    const endpoint = await serve((__, response) => void response.writeHead(status).end(text));
    await expect(probeEndpoint(endpoint, 'streamable', 5_000)).rejects.toThrow(reason);
  });

  it('is ill when it takes the question and does not answer', async () => {
    const endpoint = await serve(() => {});
    await expect(probeEndpoint(endpoint, 'streamable', 100)).rejects.toThrow('did not answer within 100 ms');
  });

  it('is full, not ill, when it hangs up at once', async () => {
    const endpoint = await serve((request) => request.socket.destroy());
    await expect(probeEndpoint(endpoint, 'streamable', 5_000)).resolves.toBeUndefined();
  });

  it.each(['sse', 'websocket'])('over %s is asked for nothing but its options', async (transport) => {
    let method: string | undefined;
    const endpoint = await serve((request, response) => {
      ({ method } = request);
      response.writeHead(204).end();
    });
    await probeEndpoint(endpoint.replace('http', transport === 'websocket' ? 'ws' : 'http'), transport, 5_000);
    expect(method).toBe('OPTIONS');
  });
});
