import { hash } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Client as NewClient, StreamableHTTPClientTransport as NewTransport } from '@modelcontextprotocol/client';
import { passHeadersSchema } from 'mcp-swagger-ipc';
import type { McpServerOptions } from '../index.js';
import { type SampleServer, sampleServer } from '../testing/sample-server.js';
import { beginSession, rawRequest, toolCall } from '../testing/raw-http.js';
import { type RecordingServer, startRecordingServer } from '../upstream/testing/recording-server.js';

const FROM_CLIENT = { Authorization: 'Bearer of-the-client', 'X-API-Key': 'key-of-the-client', 'X-User': 'ann', 'X-Tenant': 'of-the-client', 'X-Other': 'other' };

let sample: SampleServer | undefined;
let upstream: RecordingServer;

async function serve(options: Partial<McpServerOptions>): Promise<string> {
  upstream = await startRecordingServer();
  sample = await sampleServer({ baseUrl: upstream.origin, ...options });
  return sample.endpoint;
}

afterEach(async () => {
  await sample?.close();
  await upstream.close();
});

async function callInSession(endpoint: string, headers: Record<string, string> = FROM_CLIENT): Promise<void> {
  const sessionId = await beginSession(endpoint, { headers });
  await rawRequest(endpoint, { headers: { ...headers, 'Mcp-Session-Id': sessionId }, body: toolCall(1, 'getPet', { id: 1 }) });
}

async function callWithout(endpoint: string): Promise<void> {
  const client = new NewClient({ name: 'new', version: '1' });
  await client.connect(new NewTransport(new URL(endpoint), { requestInit: { headers: FROM_CLIENT } }));
  await client.callTool({ name: 'getPet', arguments: { id: 1 } });
  await client.close();
}

describe('What a client sends in headers', () => {
  it.each([['in a session', callInSession], ['without one', callWithout]] as const)('never reaches the upstream of itself, %s', async (_, call) => {
    const endpoint = await serve({});
    await call(endpoint);
    expect(upstream.requests.map(({ target }) => target)).toEqual(['/pets/1']);
    expect(JSON.stringify(upstream.requests)).not.toMatch(/of-the-client|ann|other/);
  });

  it.each([['in a session', callInSession], ['without one', callWithout]] as const)('goes along where the server lets it by name, and the operator’s own word is final, %s', async (_, call) => {
    const endpoint = await serve({ passHeaders: ['X-User', 'x-tenant', 'Authorization'], headers: { 'X-Tenant': 'of-the-operator' } });
    await call(endpoint);
    const [{ headers } = { headers: {} }] = upstream.requests;
    expect(headers).toMatchObject({ 'x-user': 'ann', 'x-tenant': 'of-the-operator', authorization: 'Bearer of-the-client' });
    expect(JSON.stringify(headers)).not.toMatch(/key-of-the-client|other/);
  });

  it('is each client’s own, when many call at once', async () => {
    const endpoint = await serve({ passHeaders: ['X-User'] });
    await Promise.all(Array.from({ length: 20 }, (_, user) => callInSession(endpoint, { 'X-User': `user-${user}` })));
    expect(new Set(upstream.requests.map(({ headers }) => headers['x-user'])).size).toBe(20);
  });

  it('goes to no origin that gets no credentials', async () => {
    const other = await startRecordingServer();
    try {
      const endpoint = await serve({ passHeaders: ['X-User'], redirects: 'any', outgoing: { allowPrivateNetwork: true, operatorHosts: [], trustTyped: true } });
      upstream.answer = (response) => void response.writeHead(302, { location: `${other.origin}/elsewhere` }).end();
      await callInSession(endpoint);
      expect(other.requests).toHaveLength(1);
      expect(JSON.stringify(other.requests)).not.toContain('ann');
    } finally {
      await other.close();
    }
  });

  it.each([
    [{ passHeaders: ['Authorization'], access: { apiKeys: [{ name: 'a', sha256: hash('sha256', 'a') }] } }, /prove themselves/],
    [{ passHeaders: ['X-API-Key'], access: { oauth: { issuer: 'http://127.0.0.1:1' } } }, /prove themselves/],
    [{ passHeaders: ['X-User'], transport: 'websocket' as const }, /no headers of their own/],
  ])('is refused where it would be a token for this server, or no header at all (%#)', async (options, message) => {
    await expect(serve(options)).rejects.toThrow(message);
    sample = undefined;
  });

  it.each(['Host', 'cookie', 'Content-Length', 'Mcp-Session-Id', 'x-mcp-caller', 'X-Forwarded-For', 'transfer-encoding', 'a b', 'x\r\ny', ''])('cannot be %j', (name) => {
    expect(passHeadersSchema.safeParse([name]).success).toBe(false);
  });
});
