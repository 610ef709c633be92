import { once } from 'node:events';
import { createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { GatewayDoor } from './gateway-door.js';
import type { Places } from './places.js';
import { type GatewayBeforeChild, listening, startGatewayBeforeChild, TOKEN } from './testing/gateway-before-child.js';
import type { Traffic } from './traffic.js';

const running = (url: string) => ({ state: 'running' as const, endpoint: `${url}/mcp`, nextRetryAt: null });
const down = (state: 'stopped' | 'starting') => ({ state, endpoint: null, nextRetryAt: null });

let gateway: GatewayBeforeChild;
let places: Places;
let traffic: Traffic;
let door: GatewayDoor;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let gatewayUrl: string;
let childUrl: string;

beforeAll(async () => {
  gateway = await startGatewayBeforeChild((request, response) => answer(request, response));
  ({ places, traffic, door, gatewayUrl, childUrl } = gateway);
});

beforeEach(() => {
  answer = (_request, response) => response.end('{}');
  places.observe('id-1', running(childUrl));
});

afterAll(() => gateway.stop());

const books = () => `${gatewayUrl}/mcp/books`;
const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

describe('Forwarding', () => {
  it('passes method, query, body and headers, and who calls from where', async () => {
    let seen: { method: string | undefined; url: string | undefined; headers: NodeJS.Dict<string | string[]>; body: string } | undefined;
    answer = (request, response) => void textOf(request).then((body) => {
      seen = { method: request.method, url: request.url, headers: request.headers, body };
      response.writeHead(201, { 'Mcp-Session-Id': 's1', 'Content-Type': 'application/json' }).end('{"fine":true}');
    });
    const response = await fetch(`${books()}?a=1`, { method: 'POST', headers: { 'Content-Type': 'application/json', Cookie: 'session=secret', Authorization: 'Bearer for-the-child' }, body: '{"jsonrpc":"2.0"}' });
    expect([response.status, response.headers.get('mcp-session-id'), await response.json()]).toEqual([201, 's1', { fine: true }]);
    expect(seen).toMatchObject({ method: 'POST', url: '/mcp?a=1', body: '{"jsonrpc":"2.0"}', headers: { host: new URL(childUrl).host, 'x-forwarded-for': '127.0.0.1', 'x-mcp-gateway': TOKEN, 'x-forwarded-prefix': '/mcp/id-1' } });
    expect(seen?.headers).not.toHaveProperty('cookie');
  });

  it('leaves all other paths to the framework', async () => {
    expect(await (await fetch(`${gatewayUrl}/mcpx`)).text()).toBe('of the framework');
  });

  it.each(['GET', 'POST'])('gives each event of a stream as it comes that answers a %s', async (method) => {
    let stream: ServerResponse | undefined;
    answer = (_request, response) => {
      stream = response;
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.flushHeaders();
    };
    const response = await fetch(books(), { method, headers: { Accept: 'text/event-stream' } });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body?.getReader();
    for (const event of ['one', 'two', 'three']) {
      stream?.write(`data: ${event}\n\n`);
      expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(`data: ${event}\n\n`);
    }
    stream?.end();
    expect((await reader?.read())?.done).toBe(true);
  });

  it.each(['GET', 'POST'])('passes the trailers of what answers a %s', async (method) => {
    answer = (_request, response) => {
      response.writeHead(200, { Trailer: 'X-Sum' });
      response.write('part');
      response.addTrailers({ 'X-Sum': '42' });
      response.end();
    };
    const request = httpRequest(books(), { method }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(await textOf(response)).toBe('part');
    expect(response.trailers).toEqual({ 'x-sum': '42' });
  });

  it.each(['GET', 'POST'])('stops reading from the child while the client of a %s does not read, and loses nothing', async (method) => {
    const total = 64 * 1024 * 1024;
    const block = Buffer.alloc(64 * 1024, 'x');
    let written = 0;
    answer = (_request, response) => {
      response.writeHead(200);
      const fill = (): void => {
        while (written < total) {
          written += block.length;
          if (!response.write(block)) return void response.once('drain', fill);
        }
        response.end();
      };
      fill();
    };
    const request = httpRequest(books(), { method }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.pause();
    // The writer stands still once every socket on the way is full.
    let before = -1;
    while (before !== written) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(written).toBeLessThan(total);
    let received = 0;
    for await (const chunk of response) received += (chunk as Buffer).length;
    expect(received).toBe(total);
  });

  it.each(['GET', 'POST'])('tells the child that its client left, who asked by %s, before it answered and in the middle of it', async (method) => {
    for (const hasBegun of [false, true]) {
      const arrived = new Promise<ServerResponse>((resolve) => {
        answer = (_request, response) => {
          if (hasBegun) response.write('part');
          resolve(response);
        };
      });
      const client = httpRequest(books(), { method });
      client.on('error', () => {});
      client.end(method === 'POST' ? '{}' : undefined);
      const response = await arrived;
      const left = once(response, 'close');
      if (hasBegun) await once(client, 'response');
      client.destroy();
      await left;
      expect(response.writableFinished).toBe(false);
    }
  });

  it.each(['GET', 'POST'])('breaks the answer to a %s off when its child is gone', async (method) => {
    answer = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write('data: one\n\n');
      setImmediate(() => response.destroy());
    };
    await expect(fetch(books(), { method }).then((response) => response.text())).rejects.toThrow();
  });

  it('keeps its connections to the child, but not one that the child gives up', async () => {
    const sockets = new Set<unknown>();
    answer = (request, response) => {
      sockets.add(request.socket);
      response.end('{}');
    };
    const call = async () => await (await fetch(books(), { method: 'POST', body: '{}' })).text();
    // A place that is seen anew has no connections yet.
    places.observe('id-1', down('stopped'));
    places.observe('id-1', running(childUrl));
    for (let turn = 0; turn < 5; turn += 1) expect(await call()).toBe('{}');
    expect(sockets.size).toBe(1);
    answer = (_request, response) => response.writeHead(200, { Connection: 'close' }).end('{}');
    expect(await call()).toBe('{}');
    answer = (request, response) => {
      sockets.add(request.socket);
      response.end('{}');
    };
    expect(await call()).toBe('{}');
    expect(sockets.size).toBe(2);
  });

  it('takes a body of unknown length as it comes, and breaks it off at the limit', async () => {
    answer = (request, response) => void textOf(request).then((body) => response.end(String(body.length)), () => {});
    const send = async (bytes: number) => {
      const request = httpRequest(books(), { method: 'POST' });
      request.on('error', () => {});
      for (let sent = 0; sent < bytes; sent += 100_000) request.write(Buffer.alloc(Math.min(100_000, bytes - sent), 'x'));
      request.end();
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      return [response.statusCode, await textOf(response)];
    };
    expect(await send(900_000)).toEqual([200, '900000']);
    const [status, text] = await send(1_200_000);
    expect([status, JSON.parse(String(text))]).toMatchObject([413, { error: { data: { code: 'CONTENT_TOO_LARGE' } } }]);
  });

  it('refuses a body that says that it is too large before it reads it', async () => {
    const request = httpRequest(books(), { method: 'POST', headers: { 'Content-Length': 2_000_000 } });
    request.on('error', () => {});
    request.flushHeaders();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(413);
    request.destroy();
  });

  it.each([
    ['an unknown server', () => `${gatewayUrl}/mcp/nobody`, 404, 'SERVER_NOT_FOUND'],
    ['a path that is nobody’s', () => `${books()}/tools`, 404, 'NOT_FOUND'],
  ])('answers for %s as a message and as a problem', async (_, url, status, code) => {
    const message = await fetch(url(), { method: 'POST', body: '{}' });
    expect([message.status, await message.json()]).toMatchObject([status, { jsonrpc: '2.0', id: null, error: { data: { code } } }]);
    const problem = await fetch(url());
    expect([problem.status, problem.headers.get('content-type'), await problem.json()]).toMatchObject([status, 'application/problem+json', { code }]);
  });

  it('says when a stopped server is worth another try', async () => {
    places.observe('id-1', down('stopped'));
    const response = await fetch(books(), { method: 'POST', body: '{}' });
    expect([response.status, response.headers.get('retry-after'), await response.json()]).toMatchObject([503, '30', { error: { data: { code: 'SERVER_NOT_RUNNING' } } }]);
  });

  it('waits for a server that is starting', async () => {
    places.observe('id-1', down('starting'));
    const response = fetch(books(), { method: 'POST', body: '{}' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    places.observe('id-1', running(childUrl));
    expect((await response).status).toBe(200);
  });

  it('sends again to the successor what a child that is gone refused', async () => {
    const gone = createServer();
    const goneUrl = await listening(gone);
    gone.close();
    await once(gone, 'close');
    places.observe('id-1', running(goneUrl));
    const response = fetch(books(), { method: 'POST', body: '{}' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    places.observe('id-1', running(childUrl));
    expect((await response).status).toBe(200);
  });

  it('sends nothing twice that may have arrived', async () => {
    let arrived = 0;
    answer = (request) => {
      arrived += 1;
      request.socket.destroy();
    };
    const response = await fetch(books(), { method: 'POST', body: '{}' });
    expect([response.status, await response.json(), arrived]).toMatchObject([502, { error: { data: { code: 'SERVER_GONE' } } }, 1]);
  });

  it('gives up a child that is silent', async () => {
    answer = () => {};
    const response = await fetch(books(), { method: 'POST', body: '{}' });
    expect([response.status, await response.json()]).toMatchObject([504, { error: { data: { code: 'SERVER_SILENT' } } }]);
  });

  it('opens as many at once as it may, and counts them down again', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.flushHeaders();
    };
    const streams = await Promise.all(Array.from({ length: 20 }, () => fetch(books())));
    expect((await fetch(books())).status).toBe(503);
    for (const stream of streams) await stream.body?.cancel();
    while (door.open > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    answer = (_request, response) => response.end();
    expect((await fetch(books())).status).toBe(200);
  });

  it('is not led astray by two lengths or a request inside another one', async () => {
    const { port } = new URL(gatewayUrl);
    const socket = connect(Number(port), '127.0.0.1');
    let arrived = 0;
    answer = (_request, response) => {
      arrived += 1;
      response.end();
    };
    socket.write(`POST /mcp/books HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nPOST /mcp/books HTTP/1.1\r\nHost: x\r\n\r\n`);
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    expect(chunk.toString()).toMatch(/^HTTP\/1\.1 400 /);
    expect(arrived).toBe(0);
    socket.destroy();
  });

  it('counts calls, errors and bytes of each caller', async () => {
    const ofLocal = () => traffic.totals().find(({ caller }) => caller.id === 'local');
    const before = ofLocal();
    await (await fetch(books(), { method: 'POST', body: '12345' })).text();
    answer = (_request, response) => response.writeHead(404).end('not here');
    await (await fetch(books(), { method: 'POST', body: '123' })).text();
    const grown = (['calls', 'errors', 'bytesIn', 'bytesOut'] as const).map((field) => (ofLocal()?.[field] ?? 0) - (before?.[field] ?? 0));
    expect(grown).toEqual([2, 1, 8, 10]);
  });
});
