import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { UpstreamOptions } from '../create-upstream.js';
import { buildUpstream, oneOperation } from '../testing/build-upstream.js';
import type { Document } from '../testing/build-upstream.js';
import { answering, callOnce, json } from '../testing/call-once.js';
import { startRecordingServer } from '../testing/recording-server.js';
import type { RecordingServer } from '../testing/recording-server.js';
import type { CallProgress, ToolCallResult } from '../tool-call-result.js';

let server: RecordingServer;
beforeEach(async () => {
  server = await startRecordingServer();
});
afterEach(async () => {
  await server.close();
});

const call = async (document: Document, options: Partial<UpstreamOptions> = {}, onProgress?: (progress: CallProgress) => void): Promise<ToolCallResult> =>
  await callOnce(document, server.origin, options, {}, { onProgress });

describe('an answer', () => {
  const named = json({ type: 'object', required: ['name'], properties: { name: { type: 'string' } } });

  it('of JSON is text and structured content', async () => {
    server.answer = answering(200, { 'content-type': 'application/json' }, '{"name":"n"}');
    expect(await call(oneOperation(named))).toEqual({ content: [{ type: 'text', text: '{"name":"n"}' }], structuredContent: { name: 'n' }, upstreamStatus: 200, bytesIn: 12, bytesOut: 0 });
  });

  it.each(['{"name":null}', '{}', '[1]', '"text"', 'not JSON', ''])('that drifts from its schema is still a success: %j', async (body) => {
    server.answer = answering(200, { 'content-type': 'application/json' }, body);
    const result = await call(oneOperation(named));
    expect(result.isError).toBeUndefined();
    expect(result.structuredContent).toBeDefined();
  });

  it('of 204 is a success', async () => {
    server.answer = answering(204, {});
    expect(await call(oneOperation(named, '/a', 'delete'))).toMatchObject({ content: [{ text: 'Status 204, no content.' }], upstreamStatus: 204 });
  });

  it.each([['[1,2]', [1, 2]], ['"x"', 'x'], ['null', null]])('that is the list or scalar %s is wrapped', async (body, result) => {
    server.answer = answering(200, { 'content-type': 'application/json' }, body);
    expect((await call(oneOperation(json({ type: 'array' })))).structuredContent).toEqual({ result });
  });

  it('keeps the digits of large integers', async () => {
    server.answer = answering(200, { 'content-type': 'application/json' }, '{"id":9007199254740993,"s":"12345678901234567890"}');
    const result = await call(oneOperation({}));
    expect(result.content).toEqual([{ type: 'text', text: '{"id":9007199254740993,"s":"12345678901234567890"}' }]);
    expect(result.structuredContent).toEqual({ id: '9007199254740993', s: '12345678901234567890' });
  });

  const bytes = Buffer.from([0, 1, 2, 255]);
  it.each([
    ['image/png', { type: 'image', data: 'AAEC/w==', mimeType: 'image/png' }],
    ['audio/mpeg', { type: 'audio', data: 'AAEC/w==', mimeType: 'audio/mpeg' }],
    ['application/pdf', { type: 'resource', resource: { uri: expect.stringMatching(/\/things$/), mimeType: 'application/pdf', blob: 'AAEC/w==' } }],
  ])('of %s keeps its bytes', async (type, block) => {
    server.answer = answering(200, { 'content-type': type }, bytes);
    expect((await call(oneOperation({}))).content).toEqual([block]);
  });

  it('in another charset or packed is read', async () => {
    server.answer = answering(200, { 'content-type': 'text/plain; charset=iso-8859-1', 'content-encoding': 'gzip' }, gzipSync(Buffer.from([0xe4])));
    expect((await call(oneOperation({}))).content).toEqual([{ type: 'text', text: 'ä' }]);
  });

  it('with an error status is an error with status and body', async () => {
    server.answer = answering(404, { 'content-type': 'application/problem+json' }, '{"title":"none"}');
    const result = await call(oneOperation(named));
    expect(result).toMatchObject({ isError: true, upstreamStatus: 404, content: [{ text: expect.stringMatching(/answered status 404 Not Found\.\n\{"title":"none"\}$/) }] });
  });

  it('to HEAD tells its headers', async () => {
    server.answer = answering(200, { etag: '"1"', 'content-length': '7' });
    expect((await call(oneOperation({}, '/a', 'head'))).content).toEqual([{ type: 'text', text: 'Status 200.\ncontent-length: 7\netag: "1"' }]);
  });
});

describe('no answer', () => {
  it('because nobody listens names the host and no secret', async () => {
    const { origin } = server;
    await server.close();
    server = await startRecordingServer();
    const result = await call(oneOperation({}), { baseUrl: `${origin}/x`, headers: { 'x-key': 's3cret' } });
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining(`${origin} could not be called: the connection was refused`) }] });
    expect(JSON.stringify(result)).not.toContain('s3cret');
  });

  it('in time says so', async () => {
    server.answer = () => {};
    expect(await call(oneOperation({}), { timeoutMs: 100 })).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('did not answer within 100 ms') }] });
  });

  it('to a call that was cancelled says so', async () => {
    const { upstream } = await buildUpstream(oneOperation({}), { baseUrl: server.origin });
    const controller = new AbortController();
    server.answer = () => controller.abort();
    expect(await upstream.call('op', {}, { signal: controller.signal })).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('was cancelled') }] });
    await upstream.close();
  });

  it.each([
    ['a connection that is reset', (response: ServerResponse): void => void response.socket?.resetAndDestroy(), /connection was (reset|closed)/],
    ['an answer cut short', (response: ServerResponse): void => { response.writeHead(200, { 'content-length': '10' }).write('x'); setImmediate(() => response.socket?.destroy()); }, /closed|reset/],
  ])('but %s is told as such', async (_what, answer, message) => {
    server.answer = answer;
    expect(await call(oneOperation({}))).toMatchObject({ isError: true, content: [{ text: expect.stringMatching(message) }] });
  });

  it('in HTTP is told as such', async () => {
    const tcp = createTcpServer((socket) => void socket.on('data', () => socket.end('hello\r\n\r\n')));
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    const result = await call(oneOperation({}), { baseUrl: `http://127.0.0.1:${(tcp.address() as AddressInfo).port}` });
    await new Promise((resolve) => tcp.close(resolve));
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('the HTTP/1.1 protocol') }] });
  });

  it('where TLS is expected is told as such', async () => {
    expect(await call(oneOperation({}), { baseUrl: server.origin.replace('http', 'https') })).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('does not speak TLS') }] });
  });

  it('comes from a private address that the document names', async () => {
    const document = oneOperation({}, '/a', 'get', { servers: [{ url: server.origin }] });
    const { upstream } = await buildUpstream(document);
    expect(await upstream.call('op', {})).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('private or loopback address that the document names') }] });
    await upstream.close();
    expect(server.requests).toHaveLength(0);
  });

  it('comes from a metadata address, whoever named it', async () => {
    const result = await call(oneOperation({}), { baseUrl: 'http://169.254.169.254', outgoing: { allowPrivateNetwork: true, operatorHosts: ['169.254.169.254'] } });
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('never reached') }] });
  });
});

describe('trying again', () => {
  /** Answers with these statuses, then 200. */
  const failing = (...answers: [number, Record<string, string>][]): void => {
    server.answer = (response) => {
      const [status, headers] = answers[server.requests.length - 1] ?? [200, {}];
      response.writeHead(status, headers).end();
    };
  };

  it.each(['get', 'put', 'delete'])('helps %s after 503 and 429, and is told as progress', async (method) => {
    failing([503, {}], [429, { 'retry-after': '0' }]);
    const told: CallProgress[] = [];
    expect(await call(oneOperation({}, '/a', method), { retries: 2 }, (progress) => told.push(progress))).toMatchObject({ upstreamStatus: 200 });
    expect(server.requests).toHaveLength(3);
    expect(told).toMatchObject([{ progress: 1, total: 3, message: expect.stringContaining('status 503; trying again in') }, { progress: 2, total: 3 }]);
  });

  it.each(['post', 'patch'])('is never done with %s', async (method) => {
    failing([502, {}]);
    expect(await call(oneOperation({}, '/a', method), { retries: 2 })).toMatchObject({ isError: true, upstreamStatus: 502 });
    expect(server.requests).toHaveLength(1);
  });

  it('waits as long as Retry-After says', async () => {
    failing([429, { 'retry-after': '1' }]);
    const told: CallProgress[] = [];
    const startedAt = performance.now();
    await call(oneOperation({}), { retries: 1 }, (progress) => told.push(progress));
    expect(told).toMatchObject([{ message: 'status 429; trying again in 1.0 s (attempt 2 of 2)' }]);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(900);
  });

  it('is given up at once when Retry-After goes beyond the timeout', async () => {
    failing([503, { 'retry-after': '3600' }]);
    expect(await call(oneOperation({}), { retries: 3 })).toMatchObject({ isError: true, upstreamStatus: 503, content: [{ text: expect.stringContaining('Retry-After: 3600') }] });
    expect(server.requests).toHaveLength(1);
  });

  it('ends with the retries', async () => {
    failing([503, { 'retry-after': '0' }], [503, { 'retry-after': '0' }], [503, {}]);
    expect(await call(oneOperation({}), { retries: 1 })).toMatchObject({ isError: true, upstreamStatus: 503 });
    expect(server.requests).toHaveLength(2);
  });
});

describe('redirects', () => {
  let other: RecordingServer;
  beforeEach(async () => {
    other = await startRecordingServer();
  });
  afterEach(async () => {
    await other.close();
  });
  const secrets = { headers: { 'X-Key': 's3cret' }, auth: { type: 'bearer', token: 't0ken' } } as const;
  const redirect = (to: string, status = 302): void => {
    server.answer = (response, { target }) => void (target === '/things' ? response.writeHead(status, { location: to }) : response.writeHead(200)).end();
  };

  it('on the same origin are followed with credentials', async () => {
    redirect('/other');
    expect(await call(oneOperation({}), secrets)).toMatchObject({ upstreamStatus: 200 });
    expect(server.requests[1]).toMatchObject({ target: '/other', headers: { authorization: 'Bearer t0ken', 'x-key': 's3cret' } });
  });

  it('to another origin are not followed unless that is allowed', async () => {
    redirect(`${other.origin}/x`);
    expect(await call(oneOperation({}), secrets)).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('that is not followed') }] });
    expect(other.requests).toHaveLength(0);
  });

  it('to another origin are followed without any where that is allowed', async () => {
    redirect(`${other.origin}/x`);
    expect(await call(oneOperation({}), { ...secrets, redirects: 'any' })).toMatchObject({ upstreamStatus: 200 });
    expect(JSON.stringify(other.requests)).not.toMatch(/s3cret|t0ken/);
    expect(other.requests).toHaveLength(1);
  });

  it('to another origin are not followed with a body', async () => {
    redirect(`${other.origin}/x`, 307);
    expect(await call(oneOperation({}, '/things', 'post'), { ...secrets, redirects: 'any' })).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('redirects POST to another origin') }] });
    expect(other.requests).toHaveLength(0);
  });

  it('to a metadata address are refused', async () => {
    redirect('http://169.254.169.254/latest');
    expect(await call(oneOperation({}), { redirects: 'any' })).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('never reached') }] });
  });

  it('in a circle end', async () => {
    redirect('/things');
    expect(await call(oneOperation({}))).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('more than 5 times') }] });
    expect(server.requests).toHaveLength(6);
  });
});
