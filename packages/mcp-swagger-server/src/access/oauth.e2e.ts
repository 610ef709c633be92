import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client as NewClient, ClientCredentialsProvider as NewProvider, StreamableHTTPClientTransport as NewTransport } from '@modelcontextprotocol/client';
import { ClientCredentialsProvider as OldProvider } from '@modelcontextprotocol/sdk/client/auth-extensions.js';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { ServerConfigurationInput } from 'mcp-swagger-ipc';
import { WebSocket } from 'ws';
import type { McpServerOptions } from '../index.js';
import { issuer as startIssuer, type Issuer } from '../testing/issuer.js';
import { beginSession, INITIALIZE, type RawAnswer, rawRequest, toolCall } from '../testing/raw-http.js';
import { type SampleServer, sampleServer } from '../testing/sample-server.js';
import { until } from '../testing/until.js';
import { IssuerKeys } from './issuer-keys.js';
import { issuerDispatcher, loadKeys } from './load-keys.js';
import { verifyToken } from './verify-token.js';

let issuer: Issuer;
let sample: SampleServer;
let endpoint: string;

type OAuth = NonNullable<NonNullable<ServerConfigurationInput['access']>['oauth']>;

async function serve(oauth: Partial<OAuth> = {}, options: Partial<McpServerOptions> = {}): Promise<void> {
  sample = await sampleServer({ access: { oauth: { issuer: issuer.url, scopes: ['tools'], ...oauth } }, ...options });
  ({ endpoint } = sample);
}

beforeEach(async () => {
  issuer = await startIssuer();
});
afterEach(async () => {
  await sample.close();
  await issuer.close();
});

/** A good token but for what is given. */
async function token(claims: Record<string, unknown> = {}, header?: Record<string, unknown>): Promise<string> {
  return await issuer.token({ aud: endpoint, scope: 'tools', ...claims }, header);
}

async function initialize(jwt: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return await rawRequest(endpoint, { body: INITIALIZE, headers: { Authorization: `Bearer ${jwt}`, ...headers } });
}

describe('a client without a token', () => {
  it('is told where to begin, and finds the issuer there', async () => {
    await serve();
    const { origin } = new URL(endpoint);
    const refused = await rawRequest(endpoint, { body: INITIALIZE });
    expect(refused.status).toBe(401);
    expect(refused.headers['www-authenticate']).toBe(`Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp", scope="tools"`);
    for (const path of ['', '/mcp']) {
      const metadata = await rawRequest(`${origin}/.well-known/oauth-protected-resource${path}`, { method: 'GET' });
      expect([metadata.status, metadata.headers['content-type']]).toEqual([200, 'application/json']);
      expect(JSON.parse(metadata.text)).toEqual({ resource: endpoint, authorization_servers: [issuer.url], bearer_methods_supported: ['header'], resource_name: 'mcp-swagger-server', scopes_supported: ['tools'] });
    }
    expect((await rawRequest(`${origin}/.well-known/oauth-protected-resource`, { method: 'POST' })).status).toBe(405);
    expect((await rawRequest(`${origin}/.well-known/oauth-protected-resource`, { method: 'GET', headers: { Host: 'evil.example' } })).status).toBe(403);
  });

  it('is told the name that it calls the server by', async () => {
    await serve();
    const local = endpoint.replace('127.0.0.1', 'localhost');
    const { host, origin } = new URL(local);
    expect((await rawRequest(endpoint, { body: INITIALIZE, headers: { Host: host } })).headers['www-authenticate']).toContain(`"${origin}/.well-known/oauth-protected-resource/mcp"`);
    const metadata = await rawRequest(`${new URL(endpoint).origin}/.well-known/oauth-protected-resource/mcp`, { method: 'GET', headers: { Host: host } });
    expect(JSON.parse(metadata.text)).toMatchObject({ resource: local });
    expect((await initialize(await token({ aud: local }))).status).toBe(200);
  });

  it('may be a page that is allowed to read why', async () => {
    await serve({}, { allowedOrigins: ['https://app.example'] });
    const { headers } = await rawRequest(endpoint, { body: INITIALIZE, headers: { Origin: 'https://app.example' } });
    expect(headers).toMatchObject({ 'access-control-allow-origin': 'https://app.example', 'access-control-expose-headers': expect.stringContaining('WWW-Authenticate') });
    const preflight = await rawRequest(endpoint, { method: 'OPTIONS', headers: { Origin: 'https://app.example', 'Access-Control-Request-Headers': 'authorization' } });
    expect([preflight.status, preflight.headers['access-control-allow-headers']]).toEqual([204, 'authorization']);
    const metadata = `${new URL(endpoint).origin}/.well-known/oauth-protected-resource/mcp`;
    expect((await rawRequest(metadata, { method: 'OPTIONS', headers: { Origin: 'https://app.example', 'Access-Control-Request-Headers': 'mcp-protocol-version' } })).status).toBe(204);
    expect((await rawRequest(metadata, { method: 'GET', headers: { Origin: 'https://app.example' } })).headers).toMatchObject({ 'access-control-allow-origin': 'https://app.example' });
  });
});

describe('an official client with a provider', () => {
  const credentials = { clientId: 'robot', clientSecret: 'secret of the robot', scope: 'tools' };

  it('of the old era finds its way to a token and in', async () => {
    await serve();
    const client = new OldClient({ name: 'old', version: '1' });
    await client.connect(new OldTransport(new URL(endpoint), { authProvider: new OldProvider({ ...credentials, expectedIssuer: issuer.url }) }) as Parameters<typeof client.connect>[0]);
    expect((await client.callTool({ name: 'getPet', arguments: { id: 1 } })).structuredContent).toMatchObject({ path: '/pets/1' });
    expect(sample.server.connections()).toMatchObject([{ kind: 'session', clientInfo: { subject: 'robot' } }]);
    await client.close();
  });

  it('of the new era finds its way to a token and in', async () => {
    await serve();
    const client = new NewClient({ name: 'new', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    await client.connect(new NewTransport(new URL(endpoint), { authProvider: new NewProvider({ ...credentials, expectedIssuer: issuer.url }) }));
    expect((await client.callTool({ name: 'getPet', arguments: { id: 1 } })).structuredContent).toMatchObject({ path: '/pets/1' });
    expect(sample.server.connections().every(({ clientInfo }) => clientInfo.subject === 'robot')).toBe(true);
    await client.close();
  });
});

describe('a token', () => {
  it.each<[string, Record<string, unknown>, number, string]>([
    ['for another server', { aud: 'http://127.0.0.1:1/mcp' }, 401, 'invalid_token'],
    ['for nobody', { aud: undefined }, 401, 'invalid_token'],
    ['of another issuer', { iss: 'https://evil.example' }, 401, 'invalid_token'],
    ['that expired', { exp: 1_000 }, 401, 'invalid_token'],
    ['with too little scope', { scope: 'files' }, 403, 'insufficient_scope'],
  ])('%s is refused', async (_, claims, status, error) => {
    await serve();
    const jwt = await token(claims);
    const answer = await initialize(jwt);
    expect(answer.status).toBe(status);
    expect(answer.headers['www-authenticate']).toMatch(new RegExp(`^Bearer resource_metadata=".+", error="${error}", error_description=".+", scope="tools"$`));
    expect(answer.text).not.toContain(jwt);
    expect(sample.errors).toEqual([]);
  });

  it('for the audience that was configured is good, and one for the address is not', async () => {
    await serve({ audience: 'api://pets' });
    expect((await initialize(await token({ aud: 'api://pets' }))).status).toBe(200);
    expect((await initialize(await token())).status).toBe(401);
  });

  it('for another port of this machine is not good, whatever the Host header says', async () => {
    await serve();
    expect((await initialize(await token({ aud: 'http://localhost:9999/mcp' }), { Host: 'localhost:9999' })).status).toBe(401);
  });

  it('opens sessions that belong to its subject, also when it is renewed', async () => {
    await serve();
    const sessionId = await beginSession(endpoint, { headers: { Authorization: `Bearer ${await token()}` } });
    const call = async (jwt: string): Promise<number> => (await rawRequest(endpoint, { headers: { Authorization: `Bearer ${jwt}`, 'Mcp-Session-Id': sessionId }, body: toolCall(1, 'getPet', { id: 1 }) })).status;
    expect(await call(await token({ jti: 'renewed' }))).toBe(200);
    expect(await call(await token({ sub: 'bob' }))).toBe(404);
    expect(await call(await token({ sub: undefined, client_id: 'ann' }))).toBe(404);
    expect(sample.events).toMatchObject([{ clientInfo: { subject: 'ann' } }]);
  });

  it('is verified once, not with every call', async () => {
    await serve();
    const jwt = await token();
    for (let round = 0; round < 3; round += 1) expect((await initialize(jwt)).status).toBe(200);
    expect(issuer.asked).toEqual(['/.well-known/oauth-authorization-server', '/keys']);
  });

  it('ends the socket that it opened when it expires', async () => {
    await serve({ audience: 'pets' }, { transport: 'websocket' });
    // Expired already, but for the skew.
    const jwt = await token({ aud: 'pets', exp: Math.floor(Date.now() / 1_000) - 25 });
    const socket = new WebSocket(endpoint, 'mcp', { headers: { Authorization: `Bearer ${jwt}` } });
    await once(socket, 'open');
    socket.send(JSON.stringify(INITIALIZE));
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
    expect([code, reason.toString()]).toEqual([1008, 'the token that opened it expired']);
  });
});

describe('an issuer', () => {
  it.each([
    ['with OpenID metadata only', { metadataPath: '/.well-known/openid-configuration' }],
    ['with a path', { path: '/realms/pets', metadataPath: '/.well-known/oauth-authorization-server/realms/pets' }],
    ['with a path and OpenID metadata behind it', { path: '/realms/pets', metadataPath: '/realms/pets/.well-known/openid-configuration' }],
  ])('%s is found', async (_, options) => {
    await issuer.close();
    issuer = await startIssuer(options);
    await serve();
    expect((await initialize(await token())).status).toBe(200);
  });

  it('that is down at the start is told, is nobody\'s fault among the callers, and keys are asked for later', async () => {
    issuer.break(500);
    await serve();
    await until(() => sample.errors.length === 1, 'the operator is told');
    expect(sample.errors).toMatchObject([{ code: 'ISSUER', message: expect.stringContaining('answered 500') }]);
    const answer = await initialize(await token());
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
    expect(answer.text).toContain(`${issuer.url} cannot be asked`);
    expect(sample.errors).toHaveLength(1);
  });

  it('that calls itself by another name is told with the remedy', async () => {
    await issuer.close();
    issuer = await startIssuer({ metadata: { issuer: 'https://id.example/' } });
    await serve();
    await until(() => sample.errors.length === 1, 'the operator is told');
    expect(sample.errors).toMatchObject([{ code: 'ISSUER', message: expect.stringContaining('configure the issuer exactly so') }]);
  });

  it('whose keys would be in the private network of the server is refused', async () => {
    await issuer.close();
    issuer = await startIssuer({ metadata: { jwks_uri: 'https://10.1.2.3/keys' } });
    await serve({}, { outgoing: { allowPrivateNetwork: false } });
    await until(() => sample.errors.length === 1, 'the operator is told');
    expect(sample.errors).toMatchObject([{ code: 'ISSUER', message: expect.stringMatching(/10\.1\.2\.3/) }]);
  });

  it('whose keys are too many bytes is refused', async () => {
    await issuer.close();
    issuer = await startIssuer({ metadata: { filling: 'x'.repeat(300 * 1024) } });
    await serve();
    await until(() => sample.errors.length === 1, 'the operator is told');
    expect(sample.errors).toMatchObject([{ code: 'ISSUER', message: expect.stringContaining('limit of 262144 bytes') }]);
  });
});

it('follows an issuer that changes its keys, and takes the old ones for good no more', async () => {
  await serve();
  const dispatcher = issuerDispatcher([issuer.url], { allowPrivateNetwork: false, operatorHosts: [] });
  const keys = new IssuerKeys(async () => await loadKeys(issuer.url, dispatcher), { freshMs: 60_000, mostStaleMs: 60_000, cooldownMs: 0 });
  const verify = async (jwt: string): Promise<unknown> => await verifyToken(jwt, { issuer: issuer.url, audiences: [endpoint], scopes: [] }, async (header, parts) => await keys.find(header, parts));
  const before = await token();
  expect(await verify(before)).toMatchObject({ name: 'ann' });
  await issuer.rotate();
  expect(await verify(await token())).toMatchObject({ name: 'ann' });
  expect(await verify(before)).toMatchObject({ kind: 'invalid', message: expect.stringContaining('signed with a key that') });
  await dispatcher.close();
});

describe('behind a proxy', () => {
  it('goes by its public address', async () => {
    await serve({}, { publicUrl: 'https://mcp.example/pets/mcp' });
    const headers = { Host: 'mcp.example' };
    const refused = await rawRequest(endpoint, { body: INITIALIZE, headers });
    expect(refused.headers['www-authenticate']).toContain('resource_metadata="https://mcp.example/.well-known/oauth-protected-resource/pets/mcp"');
    const metadata = await rawRequest(`${new URL(endpoint).origin}/.well-known/oauth-protected-resource/pets/mcp`, { method: 'GET', headers });
    expect(JSON.parse(metadata.text)).toMatchObject({ resource: 'https://mcp.example/pets/mcp' });
    expect((await initialize(await token({ aud: 'https://mcp.example/pets/mcp' }), headers)).status).toBe(200);
    expect((await initialize(await token(), headers)).status).toBe(401);
  });
});

it('takes keys and tokens beside each other', async () => {
  const key = { name: 'deploy', sha256: '2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90' };
  await serve({}, { access: { apiKeys: [key], oauth: { issuer: issuer.url } } });
  expect((await initialize('alice')).status).toBe(200);
  expect((await initialize(await token())).status).toBe(200);
  expect((await initialize('mallory')).text).toContain('not a signed JWT');
  expect((await rawRequest(endpoint, { body: INITIALIZE })).text).toMatch(/an access token of .+, or an API key as/);
  expect(sample.events.map(({ clientInfo }) => clientInfo.subject)).toEqual(['deploy', 'ann']);
});
