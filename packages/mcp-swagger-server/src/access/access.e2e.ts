import { hash } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from 'mcp-swagger-ipc';
import { WebSocket } from 'ws';
import type { McpServerOptions } from '../index.js';
import { type RecordingServer, startRecordingServer } from '../upstream/testing/recording-server.js';
import { beginSession, INITIALIZE, open, rawRequest, toolCall } from '../testing/raw-http.js';
import { type SampleServer, sampleServer } from '../testing/sample-server.js';
import { until } from '../testing/until.js';

const ANN = 'key-of-ann-77c1';
const BOB = 'key-of-bob-88d2';
const access = { apiKeys: [{ name: 'ann', sha256: hash('sha256', ANN) }, { name: 'bob', sha256: hash('sha256', BOB) }] };

let sample: SampleServer;
let endpoint: string;
async function serve(options: Partial<McpServerOptions> = {}): Promise<void> {
  sample = await sampleServer({ access, ...options });
  ({ endpoint } = sample);
}
beforeEach(() => serve());
afterEach(() => sample.close());

const bearer = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` });

describe('a server with API keys', () => {
  it.each([
    ['nothing', {}, 401, 'Bearer realm="mcp"', 'wants an API key as "Authorization: Bearer KEY" or "X-API-Key: KEY"'],
    ['a wrong key', bearer('key-of-eve'), 401, 'error="invalid_token"', 'The API key is not known here'],
    ['the hash of a key', bearer(hash('sha256', ANN)), 401, 'error="invalid_token"', 'The API key is not known here'],
    ['a wrong X-API-Key', { 'X-API-Key': 'key-of-eve' }, 401, 'error="invalid_token"', 'The X-API-Key is not known here'],
    ['Basic', { Authorization: 'Basic YTpi' }, 400, 'error="invalid_request"', 'The Authorization header cannot be read'],
  ])('refuses %s and says what it wants', async (_, headers, status, challenge, message) => {
    for (const method of ['POST', 'GET', 'DELETE']) {
      const answer = await rawRequest(endpoint, { method, headers, body: method === 'POST' ? INITIALIZE : undefined });
      expect(answer.status).toBe(status);
      expect(answer.headers['www-authenticate']).toContain(challenge);
      expect(JSON.parse(answer.text)).toMatchObject({ error: { code: -32_000, message: expect.stringContaining(message) }, id: null });
      expect(answer.text).not.toContain('key-of-eve');
    }
    expect(sample.events).toEqual([]);
    expect(sample.errors).toEqual([]);
  });

  it('takes no key out of the address', async () => {
    expect((await rawRequest(`${endpoint}?access_token=${ANN}&api_key=${ANN}`, { body: INITIALIZE })).status).toBe(401);
  });

  it.each([
    ['Authorization', bearer(ANN)],
    ['X-API-Key', { 'X-API-Key': ANN }],
  ])('takes a key as %s, and tells whose it is but not the key', async (_, headers) => {
    const sessionId = await beginSession(endpoint, { headers });
    const answer = await rawRequest(endpoint, { headers: { ...headers, 'Mcp-Session-Id': sessionId }, body: toolCall(1, 'getPet', { id: 1 }) });
    expect(answer.status).toBe(200);
    expect(sample.events).toMatchObject([{ event: 'connected', clientInfo: { name: 'raw', subject: 'ann' } }]);
    expect(sample.server.connections()).toMatchObject([{ clientInfo: { subject: 'ann' } }]);
    expect(JSON.stringify([sample.events, sample.server.connections(), sample.calls])).not.toContain(ANN);
  });

  it('asks for the key with every request of a session', async () => {
    const sessionId = await beginSession(endpoint, { headers: bearer(ANN) });
    expect((await rawRequest(endpoint, { headers: { 'Mcp-Session-Id': sessionId }, body: toolCall(1, 'getPet', { id: 1 }) })).status).toBe(401);
  });

  it('hides a session from everybody but its owner', async () => {
    const sessionId = await beginSession(endpoint, { headers: bearer(ANN) });
    const foreign = { ...bearer(BOB), 'Mcp-Session-Id': sessionId };
    const unknown = await rawRequest(endpoint, { headers: { ...bearer(BOB), 'Mcp-Session-Id': 'never-was' }, body: toolCall(1, 'getPet', { id: 1 }) });
    const post = await rawRequest(endpoint, { headers: foreign, body: toolCall(1, 'getPet', { id: 1 }) });
    expect([post.status, post.text]).toEqual([404, unknown.text]);
    expect((await rawRequest(endpoint, { method: 'GET', headers: { ...foreign, Accept: 'text/event-stream' } })).status).toBe(404);
    expect((await rawRequest(endpoint, { method: 'DELETE', headers: foreign })).status).toBe(404);
    expect((await rawRequest(endpoint, { method: 'DELETE', headers: { ...bearer(ANN), 'Mcp-Session-Id': sessionId } })).status).toBe(200);
  });

  it('groups the calls of the stateless era by their callers', async () => {
    for (const key of [ANN, BOB]) {
      const client = new NewClient({ name: 'new', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
      await client.connect(new NewTransport(new URL(endpoint), { requestInit: { headers: bearer(key) } }));
      await client.callTool({ name: 'getPet', arguments: { id: 1 } });
      await client.close();
    }
    const derived = sample.server.connections().filter(({ kind }) => kind === 'derived');
    expect(derived.map(({ clientInfo }) => clientInfo.subject).sort()).toEqual(['ann', 'bob']);
  });

  it('serves an official client of the old era with a header', async () => {
    const client = new OldClient({ name: 'old', version: '1' });
    await client.connect(new OldTransport(new URL(endpoint), { requestInit: { headers: { 'X-API-Key': BOB } } }) as Parameters<typeof client.connect>[0]);
    expect((await client.callTool({ name: 'getPet', arguments: { id: 1 } })).structuredContent).toMatchObject({ path: '/pets/1' });
    await client.close();
  });

  it('keeps nothing of a body that it refuses', async () => {
    const answer = await rawRequest(endpoint, { body: 'x'.repeat(3 * 1024 * 1024) });
    expect(answer.status).toBe(401);
  });

  it('has no metadata to tell and answers what is not there as ever', async () => {
    const { origin } = new URL(endpoint);
    expect((await rawRequest(`${origin}/.well-known/oauth-protected-resource`, { method: 'GET' })).status).toBe(404);
    expect((await rawRequest(`${origin}/elsewhere`, { method: 'GET' })).status).toBe(404);
  });

  it('looks at the Host before it looks at keys', async () => {
    expect((await rawRequest(endpoint, { headers: { Host: 'evil.example', ...bearer(ANN) }, body: INITIALIZE })).status).toBe(403);
  });
});

describe('what the user of a caller was asked', () => {
  /** A call of the stateless era that lacks an argument; the request that brings it, with what was kept between the rounds, goes out with this key. */
  async function callAsked(secondKey: string): Promise<unknown> {
    const client = new NewClient({ name: 'new', version: '1' }, { capabilities: { elicitation: {} }, versionNegotiation: { mode: { pin: '2026-07-28' } } });
    client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { id: 1 } }));
    const swapping: typeof fetch = async (input, init) => {
      const isSecond = typeof init?.body === 'string' && init.body.includes('requestState');
      return await fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), authorization: `Bearer ${isSecond ? secondKey : ANN}` } });
    };
    await client.connect(new NewTransport(new URL(endpoint), { fetch: swapping }));
    try {
      return await client.callTool({ name: 'getPet', arguments: {} });
    } finally {
      await client.close();
    }
  }

  beforeEach(async () => {
    await sample.server.reload({ text: JSON.stringify({ ...(JSON.parse(sample.api.documentText) as object), 'x-mcp': { ask: ['arguments'] } }) });
  });

  it('can be answered by that caller', async () => {
    expect(await callAsked(ANN)).toMatchObject({ structuredContent: { path: '/pets/1' } });
  });

  it('can be answered by nobody else', async () => {
    await expect(callAsked(BOB)).rejects.toThrow(/requestState/i);
  });
});

describe('over SSE', () => {
  beforeEach(async () => {
    await sample.close();
    await serve({ transport: 'sse' });
  });

  it('asks for the key at the stream and at every message, and hides the session from others', async () => {
    expect((await rawRequest(endpoint, { method: 'GET' })).status).toBe(401);
    const stream = await open(endpoint, { method: 'GET', headers: bearer(ANN) });
    let text = '';
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    stream.on('error', () => {});
    await until(() => text.includes('sessionId='), 'the stream told where to send messages');
    const messages = new URL(/^data: (.*)$/m.exec(text)?.[1] ?? '', endpoint).href;
    expect((await rawRequest(messages, { body: INITIALIZE })).status).toBe(401);
    expect((await rawRequest(messages, { body: INITIALIZE, headers: bearer(BOB) })).status).toBe(404);
    expect((await rawRequest(messages, { body: INITIALIZE, headers: bearer(ANN) })).status).toBe(202);
    await until(() => text.includes('serverInfo'), 'the server answered');
    expect(sample.server.connections()).toMatchObject([{ clientInfo: { subject: 'ann' } }]);
    stream.destroy();
  });
});

describe('over WebSocket', () => {
  beforeEach(async () => {
    await sample.close();
    await serve({ transport: 'websocket' satisfies Transport });
  });

  it('refuses to take a socket over without a key', async () => {
    const socket = new WebSocket(endpoint, 'mcp');
    socket.on('error', () => {});
    const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number; headers: Record<string, string> }];
    expect(answer).toMatchObject({ statusCode: 401, headers: { 'www-authenticate': 'Bearer realm="mcp"' } });
    socket.terminate();
  });

  it('takes it over with one', async () => {
    const socket = new WebSocket(endpoint, 'mcp', { headers: bearer(BOB) });
    await once(socket, 'open');
    socket.send(JSON.stringify(INITIALIZE));
    await once(socket, 'message');
    expect(sample.server.connections()).toMatchObject([{ kind: 'session', clientInfo: { subject: 'bob' } }]);
    socket.terminate();
  });
});

describe('towards the API', () => {
  let upstream: RecordingServer;
  beforeEach(async () => {
    upstream = await startRecordingServer();
    await sample.close();
    await serve({ baseUrl: upstream.origin });
  });
  afterEach(() => upstream.close());

  it('passes nothing on that a caller proved itself with', async () => {
    const headers = { ...bearer(ANN), 'X-API-Key': BOB };
    const sessionId = await beginSession(endpoint, { headers });
    await rawRequest(endpoint, { headers: { ...headers, 'Mcp-Session-Id': sessionId }, body: toolCall(1, 'getPet', { id: 1 }) });
    const client = new NewClient({ name: 'new', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    await client.connect(new NewTransport(new URL(endpoint), { requestInit: { headers } }));
    await client.callTool({ name: 'getPet', arguments: { id: 2 } });
    await client.close();
    expect(upstream.requests).toHaveLength(2);
    expect(JSON.stringify(upstream.requests)).not.toMatch(new RegExp(`${ANN}|${BOB}|authorization|x-api-key`, 'i'));
  });
});
