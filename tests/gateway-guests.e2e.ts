import { hash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client as ModernClient, ClientCredentialsProvider as ModernProvider, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { ClientCredentialsProvider } from '@modelcontextprotocol/sdk/client/auth-extensions.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { WebSocket } from 'ws';
import { issuer as startIssuer, type Issuer } from '../packages/mcp-swagger-server/src/testing/issuer.js';
import type { ServerBody } from './support/bodies.js';
import { type RunningApi, startApi } from './support/start-api.js';
import { startUpstream, type Upstream } from './support/start-upstream.js';
import { until } from './support/until.js';

const PASSWORD = 'a long password of the admin';
const KEY = 'key-of-a-guest-8c1d';
const INITIALIZE = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c', version: '1' } } });
const robot = { clientId: 'robot', clientSecret: 'secret of the robot', scope: 'tools' };

let api: RunningApi;
let upstream: Upstream;
let issuer: Issuer;
let guarded: ServerBody;
let keyed: ServerBody;

const basic = { Authorization: `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}` };
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const address = (name: string) => `${api.url}/mcp/${name}`;

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${api.url}${path}`, { method, headers: { ...basic, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

async function startServer(name: string, settings: object): Promise<ServerBody> {
  const { id } = await ask<ServerBody>('POST', '/api/servers', { name, openapiUrl: upstream.documentUrl, ...settings });
  return await ask<ServerBody>('POST', `/api/servers/${id}/start?wait=true`);
}

async function initialize(name: string, headers: Record<string, string>): Promise<{ status: number; challenge: string; text: string }> {
  const response = await fetch(address(name), { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers }, body: INITIALIZE });
  return { status: response.status, challenge: response.headers.get('www-authenticate') ?? '', text: await response.text() };
}

const token = (claims: Record<string, unknown> = {}) => issuer.token({ aud: address('guarded'), scope: 'tools', ...claims });
const subjects = async () => (await ask<{ connections: { clientInfo: { subject?: string } }[] }>('GET', '/api/mcp/connections')).connections.map(({ clientInfo }) => clientInfo.subject);

beforeAll(async () => {
  [api, upstream, issuer] = await Promise.all([startApi({ env: { ADMIN_PASSWORD: PASSWORD, MCP_STATS_INTERVAL: '200' } }), startUpstream(), startIssuer()]);
  const oauth = { issuer: issuer.url, scopes: ['tools'] };
  const apiKeys = [{ name: 'partner', sha256: hash('sha256', KEY) }];
  [guarded, keyed] = await Promise.all([startServer('guarded', { access: { oauth } }), startServer('keyed one', { access: { apiKeys }, transport: 'websocket' }), startServer('plain', {})]);
});

afterAll(async () => {
  await api.stop();
  await Promise.all([upstream.stop(), issuer.close()]);
});

describe('At the gateway, a server with an issuer of its own', () => {
  it('tells who has no token where to begin, and is found there by name and by id', async () => {
    for (const name of ['guarded', guarded.id]) {
      const metadata = `${api.url}/.well-known/oauth-protected-resource/mcp/${name}`;
      expect(await initialize(name, {})).toMatchObject({ status: 401, challenge: `Bearer resource_metadata="${metadata}", scope="tools"` });
      const response = await fetch(metadata);
      expect(await response.json()).toEqual({ resource: address(name), authorization_servers: [issuer.url], bearer_methods_supported: ['header'], resource_name: 'guarded', scopes_supported: ['tools'] });
    }
    const others = ['plain', 'nobody', 'group/guarded', 'keyed%20one', '%ff'].map((name) => fetch(`${api.url}/.well-known/oauth-protected-resource/mcp/${name}`));
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  });

  it('lets official clients of both eras find their way in, and shows who they are, but no token', async () => {
    const provider = { ...robot, expectedIssuer: issuer.url };
    const old = new Client({ name: 'old', version: '1' });
    await old.connect(new StreamableHTTPClientTransport(new URL(address('guarded')), { authProvider: new ClientCredentialsProvider(provider) }) as Parameters<typeof old.connect>[0]);
    const modern = new ModernClient({ name: 'modern', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    await modern.connect(new ModernTransport(new URL(address('guarded')), { authProvider: new ModernProvider(provider) }));
    expect((await old.listTools()).tools.length).toBeGreaterThan(0);
    expect((await modern.listTools()).tools.length).toBeGreaterThan(0);
    await until(async () => (await subjects()).filter((subject) => subject === 'robot').length === 2);
    const { traffic } = await ask<{ traffic: object[] }>('GET', '/api/gateway');
    expect(traffic).toContainEqual(expect.objectContaining({ serverId: guarded.id, caller: { id: 'subject:robot', name: 'robot' } }));
    const told = [JSON.stringify(await ask('GET', '/api/mcp/connections')), JSON.stringify(traffic), await (await fetch(`${api.url}/metrics`, { headers: basic })).text(), api.output()].join();
    expect(told).not.toContain('eyJ');
    await Promise.all([old.close(), modern.close()]);
  });

  it.each<[string, () => Record<string, unknown>, number, string]>([
    ['the address by name', () => ({}), 200, ''],
    ['the address by id', () => ({ aud: address(guarded.id) }), 200, ''],
    ['the process’s own address', () => ({ aud: guarded.process.endpoint }), 401, 'invalid_token'],
    ['another server of the gateway', () => ({ aud: address('plain') }), 401, 'invalid_token'],
    ['the gateway itself', () => ({ aud: api.url }), 401, 'invalid_token'],
    ['nobody', () => ({ aud: undefined }), 401, 'invalid_token'],
    ['it, but too little', () => ({ scope: 'files' }), 403, 'insufficient_scope'],
    ['it, but of another issuer', () => ({ iss: 'https://evil.example' }), 401, 'invalid_token'],
    ['it, until a while ago', () => ({ exp: 1_000 }), 401, 'invalid_token'],
  ])('judges a token that is meant for %s', async (_, claims, status, error) => {
    const outcome = await initialize('guarded', bearer(await token(claims())));
    expect(outcome).toMatchObject({ status, challenge: error === '' ? '' : expect.stringContaining(`error="${error}"`) });
    if (status !== 200) expect(outcome.challenge).toContain(`resource_metadata="${api.url}/.well-known/oauth-protected-resource/mcp/guarded"`);
  });

  it('takes at its own port no token that is meant for the gateway', async () => {
    const jwt = await token();
    expect((await initialize('guarded', bearer(jwt))).status).toBe(200);
    const direct = await fetch(String(guarded.process.endpoint), { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...bearer(jwt) }, body: INITIALIZE });
    expect(direct.status).toBe(401);
    await direct.text();
  });

  it('is still called with the keys of the API, by their scopes', async () => {
    const [all, reader, other] = await Promise.all([['mcp'], ['read'], [`mcp:${keyed.id}`]].map((scopes) => ask<{ key: string }>('POST', '/api/keys', { name: scopes.join(), scopes })));
    const statuses = await Promise.all([all, reader, other].map(async (made) => (await initialize('guarded', bearer(made?.key ?? ''))).status));
    expect(statuses).toEqual([200, 403, 403]);
    expect((await initialize('guarded', basic)).status).toBe(200);
    // And a token of the issuer opens what has none, and what is not MCP, to nobody.
    const jwt = bearer(await token());
    expect((await initialize('plain', jwt)).status).toBe(401);
    expect((await fetch(`${api.url}/api/servers`, { headers: jwt })).status).toBe(401);
    expect((await fetch(`${api.url}/mcp/group/any`, { headers: jwt })).status).toBe(401);
  });

  it('takes wrong tokens for no guesses at a password, and never shows the password to anybody', async () => {
    for (let index = 0; index < 12; index += 1) expect((await initialize('guarded', bearer(`wrong-${index}`))).status).toBe(401);
    expect((await initialize('guarded', bearer(PASSWORD))).challenge).toBe('Bearer realm="mcp-swagger"');
    expect((await initialize('guarded', basic)).status).toBe(200);
  });

  it('keeps the sessions of its guests apart', async () => {
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' };
    const begun = await fetch(address('guarded'), { method: 'POST', headers: { ...headers, ...bearer(await token({ sub: 'ann' })) }, body: INITIALIZE });
    await begun.text();
    const session = { 'Mcp-Session-Id': begun.headers.get('mcp-session-id') ?? '' };
    const end = async (sub: string) => (await fetch(address('guarded'), { method: 'DELETE', headers: { ...session, ...bearer(await token({ sub })) } })).status;
    expect([await end('ben'), await end('ann')]).toEqual([404, 200]);
  });

  it.each([['half of a surrogate pair', '\ud800'], ['a name that is cut in the middle of one', `${'x'.repeat(199)}😀`], ['a line break', 'a\r\nX-Mcp-Caller: user:admin'], ['a long one', 'y'.repeat(5_000)]])('takes %s for a subject, and goes on', async (_, sub) => {
    expect((await initialize('guarded', bearer(await token({ sub })))).status).toBe(200);
    expect((await initialize('guarded', basic)).status).toBe(200);
  });

  it('cannot be told by a client who it is, or which addresses tokens are for', async () => {
    const forged = { 'X-Mcp-Caller': 'user:admin admin', 'X-Mcp-Gateway': 'x'.repeat(64), 'X-Mcp-Audience': 'https://evil.example/mcp' };
    expect((await initialize('guarded', forged)).status).toBe(401);
    expect((await initialize('guarded', { ...forged, ...bearer(await token({ aud: 'https://evil.example/mcp' })) })).status).toBe(401);
    const host = await new Promise<string>((resolve) => {
      httpRequest(address('guarded'), { method: 'POST', headers: { Host: 'evil.example' } }, (response) => resolve(String(response.headers['www-authenticate']))).end(INITIALIZE);
    });
    expect(host).not.toContain('evil.example');
  });

  it('ends the stream of a guest as soon as its rules are others', async () => {
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...bearer(await token({ sub: 'ann' })) };
    const begun = await fetch(address('guarded'), { method: 'POST', headers, body: INITIALIZE });
    await begun.text();
    const request = httpRequest(address('guarded'), { headers: { ...headers, Accept: 'text/event-stream', 'Mcp-Session-Id': begun.headers.get('mcp-session-id') ?? '' } });
    request.on('error', () => {});
    request.end();
    const [stream] = (await once(request, 'response')) as [IncomingMessage];
    expect(stream.statusCode).toBe(200);
    const ended = new Promise((resolve) => stream.once('close', resolve));
    stream.on('error', () => {});
    stream.resume();
    await ask('PATCH', `/api/servers/${guarded.id}`, { access: { oauth: { issuer: issuer.url, scopes: ['tools', 'more'] } } });
    await ended;
    await until(async () => (await initialize('guarded', headers)).status === 403);
  });

  it('answers 503 while it does not run, for then nobody can be judged', async () => {
    await ask('POST', `/api/servers/${guarded.id}/stop?wait=true`);
    expect(await initialize('guarded', bearer(await token()))).toMatchObject({ status: 503 });
    expect(await initialize('guarded', basic)).toMatchObject({ status: 503 });
  });
});

describe('Through the gateway to the upstream', () => {
  it.each<[string, object, string | undefined]>([['pass only those that the server names', { passHeaders: ['X-User'] }, 'ann'], ['pass none where it names none', {}, undefined]])('headers of a caller %s', async (name, more, user) => {
    await startServer(name, { ...more, access: { apiKeys: [{ name: 'partner', sha256: hash('sha256', KEY) }] } });
    for (const proof of [basic, bearer(KEY), { 'X-API-Key': KEY }]) {
      const headers = { ...proof, 'X-User': 'ann', 'X-Other': 'of-the-caller', Cookie: 'c=of-the-caller' };
      const client = new Client({ name: 'passing', version: '1' });
      await client.connect(new StreamableHTTPClientTransport(new URL(address(encodeURIComponent(name))), { requestInit: { headers } }) as Parameters<typeof client.connect>[0]);
      await client.callTool({ name: 'getBook', arguments: { id: '7' } });
      await client.close();
      const [call] = upstream.seen.splice(0);
      expect([call?.headers['x-user'], JSON.stringify(call)]).toEqual([user, expect.not.stringMatching(/of-the-caller|key-of-a-guest|Basic|x-mcp/i)]);
    }
  });
});

describe('At the gateway, a server whose issuer reads its tokens itself', () => {
  const introspection = () => ({ url: `${issuer.url}/introspect`, clientId: robot.clientId });
  const accessOf = (scopes: string[], more: object = {}) => ({ oauth: { issuer: issuer.url, audience: 'pets', scopes, introspection: { ...introspection(), ...more } } });
  let opaque: ServerBody;

  beforeAll(async () => {
    opaque = await startServer('opaque', { access: accessOf(['tools'], { clientSecret: robot.clientSecret }) });
  });

  it('asks it, with a secret that is shown to nobody again', async () => {
    expect((await initialize('opaque', bearer(issuer.opaque({ aud: 'pets', scope: 'tools' })))).status).toBe(200);
    expect((await initialize('opaque', bearer('guessed'))).status).toBe(401);
    const shown = await ask<ServerBody>('GET', `/api/servers/${opaque.id}`);
    expect(shown).toMatchObject({ access: accessOf(['tools'], { set: true }) });
    expect([JSON.stringify(shown), JSON.stringify(await ask('GET', '/api/audit')), api.output()].join()).not.toContain(robot.clientSecret);
  });

  it('keeps the secret when its other rules change, and leads it to no other address', async () => {
    const changed = await ask<{ applied: string }>('PATCH', `/api/servers/${opaque.id}`, { access: accessOf(['more'], { set: true }) });
    expect(changed.applied).toBe('reloaded');
    expect((await initialize('opaque', bearer(issuer.opaque({ aud: 'pets', scope: 'more' })))).status).toBe(200);
    for (const other of [{ url: `${upstream.url}/introspect` }, { clientId: 'another' }]) await expect(ask('PATCH', `/api/servers/${opaque.id}`, { access: accessOf(['more'], other) })).rejects.toThrow(/422 .*SECRET_MISSING/);
    expect(upstream.seen).toEqual([]);
  });

  it('forgets the secret with the rule, and wants it again', async () => {
    await ask('PATCH', `/api/servers/${opaque.id}`, { access: { oauth: { issuer: issuer.url, scopes: ['tools'] } }, publicUrl: 'https://mcp.example/pets' });
    expect((await initialize('opaque', bearer(issuer.opaque({ aud: 'https://mcp.example/pets', scope: 'tools' })))).status).toBe(401);
    expect((await initialize('opaque', bearer(await token({ aud: 'https://mcp.example/pets' })))).status).toBe(200);
    await expect(ask('PATCH', `/api/servers/${opaque.id}`, { access: accessOf(['tools']) })).rejects.toThrow(/422 .*SECRET_MISSING/);
    await expect(startServer('without', { access: accessOf(['tools']) })).rejects.toThrow(/422 .*SECRET_MISSING/);
  });
});

describe('At the gateway, a server with keys of its own', () => {
  const open = (headers: Record<string, string>): Promise<string> =>
    new Promise((resolve) => {
      const socket = new WebSocket(address('keyed%20one').replace('http', 'ws'), ['mcp'], { headers });
      socket.once('open', () => {
        resolve('open');
        socket.terminate();
      });
      socket.once('unexpected-response', (_, { statusCode }) => {
        resolve(String(statusCode));
        socket.terminate();
      });
      socket.on('error', () => {});
    });

  it('opens sockets for their holders, in either header, and for nobody else', async () => {
    const shown: Record<string, string>[] = [bearer(KEY), { 'X-API-Key': KEY }, {}, bearer('guess'), { 'X-API-Key': `${KEY}x` }, basic];
    expect(await Promise.all(shown.map(open))).toEqual(['open', 'open', '401', '401', '401', 'open']);
  });
});

describe('At the gateway, who tries what he has not', () => {
  let strict: RunningApi;
  const call = async (name: string, headers: Record<string, string>): Promise<Response> =>
    await fetch(`${strict.url}/mcp/${name}`, { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers }, body: INITIALIZE });

  /** Many at once: one after the other, a slow machine would stay below the rate by itself; too many wait for one another and are answered with 503. */
  const beSlowed = async (otherwise: number, ask: (turn: number) => Promise<Response>): Promise<void> => {
    const answers: Response[] = [];
    while (answers.length < 480 && !answers.some(({ status }) => status === 429)) {
      const round = await Promise.all(Array.from({ length: 40 }, (_, index) => ask(answers.length + index)));
      for (const answer of round) await answer.arrayBuffer();
      answers.push(...round);
    }
    expect(answers.filter(({ status }) => status !== otherwise && status !== 429)).toEqual([]);
    expect(answers.find(({ status }) => status === 429)?.headers.get('retry-after')).toMatch(/^\d+$/);
  };

  beforeAll(async () => {
    strict = await startApi({ env: { ADMIN_PASSWORD: PASSWORD, GATEWAY_RATE_LIMIT: '5', REST_RATE_LIMIT: '100', LOGIN_MAX_FAILURES: '10000' } });
    const headers = { ...basic, 'Content-Type': 'application/json' };
    for (const [name, settings] of [['own', { access: { apiKeys: [{ name: 'partner', sha256: hash('sha256', KEY) }] } }], ['ours', {}]] as const) {
      const made = await fetch(`${strict.url}/api/servers`, { method: 'POST', headers, body: JSON.stringify({ name, openapiUrl: upstream.documentUrl, ...settings }) });
      const { id } = (await made.json()) as ServerBody;
      expect((await fetch(`${strict.url}/api/servers/${id}/start?wait=true`, { method: 'POST', headers })).ok).toBe(true);
    }
  });
  afterAll(async () => {
    await strict.stop();
  });

  it.each([
    ['made-up keys of a server', 'own', (turn: number) => bearer(`made-up-${turn}`)],
    ['made-up keys of the product', 'ours', (turn: number) => bearer(`made-up-${turn}`)],
    ['nothing at all', 'ours', () => ({})],
  ])('is slowed down by address, and nobody else: %s', async (_what, name, proof) => {
    await beSlowed(401, (turn) => call(name, proof(turn)));
    expect((await call(name, basic)).status).toBe(200);
  });

  it('is slowed down over REST by what he shows, and nobody else', async () => {
    const made = await fetch(`${strict.url}/api/keys`, { method: 'POST', headers: { ...basic, 'Content-Type': 'application/json' }, body: JSON.stringify({ name: 'hasty', scopes: ['read'] }) });
    const { key } = (await made.json()) as { key: string };
    await beSlowed(200, () => fetch(`${strict.url}/api/servers`, { headers: bearer(key) }));
    expect((await fetch(`${strict.url}/api/servers`, { headers: basic })).status).toBe(200);
  });
});
