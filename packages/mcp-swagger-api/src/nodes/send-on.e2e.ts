import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request as httpRequest, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../../../tests/support/until.js';
import { NodeConnections } from './node-connections.js';
import type { Sent } from './node-passage.js';
import { sendOn } from './send-on.js';

const connections = new NodeConnections(60_000);

let first: Server;
let second: Server;
/** Where the second node listens; another one, where nobody does. */
let target: string;
let posted: Buffer;
let answer: (request: IncomingMessage, response: ServerResponse) => void;

const listening = async (server: Server) => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
let firstUrl: string;
let secondUrl: string;

beforeAll(async () => {
  second = createServer((request, response) => answer(request, response));
  secondUrl = await listening(second);
  first = createServer((request, response) => {
    const outgoing = { url: target, headers: { host: 'a.test' }, signature: 'signed', body: posted };
    // How it ended is the answer, where there is no other.
    void sendOn(request, response, outgoing, connections).then((sent) => (response.headersSent ? undefined : response.writeHead(502).end(sent)));
  });
  firstUrl = await listening(first);
});
beforeEach(() => {
  target = secondUrl;
  posted = Buffer.from('body');
});
afterAll(() => {
  connections.close();
  for (const server of [first, second]) {
    server.closeAllConnections();
    server.close();
  }
});

const ask = async (method = 'POST'): Promise<IncomingMessage> => {
  const asked = httpRequest(`${firstUrl}/mcp/x?y=1`, { method });
  const [response] = (await once(asked.end(), 'response')) as [IncomingMessage];
  return response;
};

describe('What is sent on to another node', () => {
  it('comes with its method, query, signature and body, and the answer with its status and headers', async () => {
    answer = (request, response) => void text(request).then((body) => response.writeHead(201, { 'X-Fine': 'yes', 'X-MCP-Node': 'for nodes' }).end(`${request.method} ${request.url} ${String(request.headers['x-mcp-node'])} ${body}`));
    const response = await ask();
    expect([response.statusCode, response.headers['x-fine'], response.headers['x-mcp-node'], await text(response)]).toEqual([201, 'yes', undefined, 'POST /mcp/x?y=1 signed body']);
  });

  it('comes whole when it is large, and that of HEAD has no body', async () => {
    posted = randomBytes(1024 * 1024);
    answer = (request, response) => void buffer(request).then((body) => response.writeHead(200, { 'Content-Length': '13' }).end(request.method === 'HEAD' ? undefined : `same: ${String(body.equals(posted)).padEnd(7)}`));
    expect(await text(await ask())).toBe('same: true   ');
    for (let time = 0; time < 2; time += 1) {
      const response = await ask('HEAD');
      expect([response.statusCode, response.headers['content-length'], await text(response)]).toEqual([200, '13', '']);
    }
  });

  it.each([{}, { 'Content-Length': '4' }])('is answered with headers before the first byte of a stream, and with a length that was told (%j)', async (headers) => {
    let late: ServerResponse | undefined;
    answer = (_request, response) => {
      late = response.writeHead(200, headers);
      if (!('Content-Length' in headers)) response.flushHeaders();
      else response.end('done');
    };
    const response = await ask();
    expect(response.headers['content-length']).toBe(headers['Content-Length']);
    late?.end('Content-Length' in headers ? undefined : 'done');
    expect(await text(response)).toBe('done');
  });

  it('has its trailers', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { Trailer: 'X-Sum' }).write('part');
      response.addTrailers({ 'X-Sum': '42' });
      response.end();
    };
    const response = await ask();
    expect([await text(response), response.trailers]).toEqual(['part', { 'x-sum': '42' }]);
  });

  it('is not read faster than the client reads, and nothing of it is lost', async () => {
    const total = 64 * 1024 * 1024;
    const block = Buffer.alloc(64 * 1024, 'x');
    let written = 0;
    let waits = 0;
    answer = (_request, response) => {
      const fill = (): void => {
        while (written < total) {
          written += block.length;
          if (!response.write(block)) {
            waits += 1;
            return void response.once('drain', fill);
          }
        }
        response.end();
      };
      fill();
    };
    const response = await ask();
    response.pause();
    // The writer stands still once every socket on the way is full: nothing drains it but the client, who does not read.
    let before = -1;
    await until(() => {
      const isStill = waits > 0 && before === written;
      before = written;
      return isStill;
    });
    expect(written).toBeLessThan(total);
    let received = 0;
    for await (const chunk of response) received += (chunk as Buffer).length;
    expect(received).toBe(total);
  });

  it('is given up there when its client leaves', async () => {
    const arrived = new Promise<ServerResponse>((resolve) => (answer = (_request, response) => resolve(response)));
    const asked = httpRequest(firstUrl, { method: 'POST' }).end();
    asked.on('error', () => {});
    const left = once(await arrived, 'close');
    asked.destroy();
    await left;
  });

  it.each<[string, (request: IncomingMessage, response: ServerResponse) => void, Sent]>([
    ['undone when the other has not the server', (_request, response) => response.writeHead(421, { 'x-mcp-node': 'misdirected' }).end(), 'undone'],
    ['welcome when it was only asked for', (_request, response) => response.writeHead(200, { 'x-mcp-node': 'welcome' }).end(), 'welcome'],
    ['broken when the other went away with it', (request) => void request.socket.destroy(), 'broken'],
  ])('is known to be %s', async (_, does, sent) => {
    answer = does;
    expect(await text(await ask())).toBe(sent);
  });

  it('is undone when nobody listens there', async () => {
    const gone = createServer();
    target = await listening(gone);
    gone.close();
    await once(gone, 'close');
    expect(await text(await ask())).toBe('undone');
  });

  it('breaks off at the client when it breaks off there', async () => {
    answer = (_request, response) => {
      response.writeHead(200).write('part');
      setImmediate(() => response.destroy());
    };
    await expect(ask().then(text)).rejects.toThrow();
  });
});
