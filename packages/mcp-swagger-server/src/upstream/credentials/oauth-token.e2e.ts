import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { UpstreamOptions } from '../create-upstream.js';
import { OAuthTokens } from './oauth-token.js';
import { buildUpstream, oneOperation } from '../testing/build-upstream.js';
import type { Document } from '../testing/build-upstream.js';
import { startRecordingServer } from '../testing/recording-server.js';
import type { Recorded, RecordingServer } from '../testing/recording-server.js';
import { createDispatcher } from 'mcp-swagger-parser/dispatcher';

let server: RecordingServer;
beforeEach(async () => {
  server = await startRecordingServer();
});
afterEach(async () => {
  await server.close();
});

const client = { type: 'oauth2', clientId: 'me', clientSecret: 's3cret' } as const;
const secured = (scheme: Document): Document => oneOperation({ security: [{ oauth: [] }] }, '/a', 'get', { openapi: '3.1.0', components: { securitySchemes: { oauth: scheme } } });

/** Answers each path with what is given for it; the API itself with 200. */
function answer(paths: Record<string, (request: Recorded) => { status?: number; json: unknown }>): void {
  server.answer = (response, request) => {
    const { status = 200, json } = paths[request.target]?.(request) ?? { json: {} };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  };
}

async function call(document: Document, options: Partial<UpstreamOptions>): Promise<{ authorization: string | undefined; text: string; targets: string[] }> {
  const { upstream } = await buildUpstream(document, { baseUrl: server.origin, ...options });
  const result = await upstream.call('op', {});
  await upstream.close();
  const sent = server.requests.find(({ target }) => target === '/a');
  return { authorization: sent?.headers.authorization, text: JSON.stringify(result.content), targets: server.requests.map(({ target }) => target) };
}

const token = (value = 't1'): { json: unknown } => ({ json: { access_token: value, token_type: 'Bearer', expires_in: 3600 } });

describe('a client', () => {
  const typed = (): UpstreamOptions['auth'] => ({ ...client, tokenUrl: `${server.origin}/token` });

  it.each([[401, {}], [400, { error: 'invalid_client' }]])('that is refused with Basic (status %i, %j) proves itself in the form', async (status, json) => {
    answer({ '/token': ({ headers }) => (headers.authorization === undefined ? token() : { status, json }) });
    const { authorization, targets } = await call(secured({ type: 'oauth2', flows: {} }), { auth: typed() });
    expect([authorization, targets]).toEqual(['Bearer t1', ['/token', '/token', '/a']]);
    expect(server.requests[1]?.body.toString()).toBe('grant_type=client_credentials&client_id=me&client_secret=s3cret');
  });

  it.each([['post', 'grant_type=client_credentials&client_id=me&client_secret=s3cret', undefined], ['basic', 'grant_type=client_credentials', `Basic ${Buffer.from('me:s3cret').toString('base64')}`]] as const)(
    'that is told to use %s uses nothing else',
    async (clientAuthentication, body, authorization) => {
      answer({ '/token': () => ({ status: 401, json: { error: 'invalid_client' } }) });
      const { text, targets } = await call(secured({ type: 'oauth2', flows: {} }), { auth: { ...client, tokenUrl: `${server.origin}/token`, clientAuthentication } });
      expect(targets).toEqual(['/token']);
      expect([server.requests[0]?.body.toString(), server.requests[0]?.headers.authorization]).toEqual([body, authorization]);
      expect(text).toMatch(/gave no access token: status 401 \(invalid_client\)/);
      expect(text).not.toContain('s3cret');
    },
  );

  it('that is refused for another reason is not tried in another way', async () => {
    answer({ '/token': () => ({ status: 400, json: { error: 'invalid_scope' } }) });
    expect(await call(secured({ type: 'oauth2', flows: {} }), { auth: typed() })).toMatchObject({ targets: ['/token'], text: expect.stringContaining('invalid_scope') });
  });

  it('whose token endpoint does not answer is told so', async () => {
    const { text } = await call(secured({ type: 'oauth2', flows: {} }), { auth: { ...client, tokenUrl: 'http://127.0.0.1:1/token?x=s3cret' } });
    expect(text).toMatch(/http:\/\/127\.0\.0\.1:1\/token could not be asked for an access token: the connection was refused/);
    expect(text).not.toContain('s3cret');
  });
});

describe('the token endpoint', () => {
  it.each<[string, (origin: string) => Document]>([
    ['of the client credentials flow', (origin) => ({ type: 'oauth2', flows: { clientCredentials: { tokenUrl: `${origin}/token`, scopes: {} } } })],
    ['relative to the base', () => ({ type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'token', scopes: {} } } })],
    ['of another flow, when there is no other', () => ({ type: 'oauth2', flows: { authorizationCode: { authorizationUrl: '/x', tokenUrl: '/token', scopes: {} } } })],
    ['that OpenID Connect metadata name', (origin) => ({ type: 'openIdConnect', openIdConnectUrl: `${origin}/metadata` })],
    ['that OAuth metadata name', () => ({ type: 'oauth2', flows: {}, oauth2MetadataUrl: '/metadata' })],
  ])('is the one %s', async (_what, scheme) => {
    answer({ '/token': () => token(), '/metadata': () => ({ json: { token_endpoint: `${server.origin}/token` } }) });
    expect(await call(secured(scheme(server.origin)), { auth: client })).toMatchObject({ authorization: 'Bearer t1' });
  });

  it('gets the secret in the form at once when its metadata say that it takes nothing else', async () => {
    answer({ '/token': () => token(), '/metadata': () => ({ json: { token_endpoint: `${server.origin}/token`, token_endpoint_auth_methods_supported: ['client_secret_post'] } }) });
    const { targets } = await call(secured({ type: 'openIdConnect', openIdConnectUrl: '/metadata' }), { auth: client });
    expect(targets).toEqual(['/metadata', '/token', '/a']);
  });

  it.each<[string, unknown, RegExp]>([
    ['without TLS elsewhere', { token_endpoint: 'http://evil.test/token' }, /wants the client secret at http:\/\/evil\.test\/token, which is not https/],
    ['that is missing', {}, /\/metadata \(status 200\) names no token endpoint; give tokenUrl/],
  ])('%s is not used', async (_what, json, message) => {
    answer({ '/metadata': () => ({ json }) });
    const { text, targets } = await call(secured({ type: 'openIdConnect', openIdConnectUrl: '/metadata' }), { auth: client });
    expect(text).toMatch(message);
    expect(targets).toEqual(['/metadata']);
  });

  it('has to be given when nothing names one', async () => {
    expect(await call(secured({ type: 'oauth2', flows: {} }), { auth: client })).toMatchObject({ text: expect.stringContaining('give tokenUrl'), targets: [] });
  });

  it('takes a bearer token in place of a client', async () => {
    expect(await call(secured({ type: 'openIdConnect', openIdConnectUrl: 'https://x.test' }), { auth: { type: 'bearer', token: 'own' } })).toMatchObject({ authorization: 'Bearer own' });
  });
});

describe('tokens', () => {
  it('are fetched once for many callers, again before they end, and again when one of many is refused', async () => {
    let fetched = 0;
    let now = 0;
    answer({ '/token': () => token(`t${++fetched}`) });
    const dispatcher = createDispatcher({ allowPrivateNetwork: true, operatorHosts: [] }, 'derived');
    const tokens = new OAuthTokens(dispatcher, 5_000, () => now);
    const source = { auth: client, tokenUrl: `${server.origin}/token`, isTokenUrlTyped: true };
    const get = async (): Promise<string> => await tokens.get(source, { origin: server.origin, path: '' });
    const many = async (): Promise<string[]> => [...new Set(await Promise.all(Array.from({ length: 20 }, get)))];

    expect(await many()).toEqual(['t1']);
    now = 3_569_000;
    expect(await many()).toEqual(['t1']);
    now = 3_570_000;
    expect(await many()).toEqual(['t2']);
    await Promise.all(Array.from({ length: 20 }, async () => await tokens.forget('t2')));
    expect(await many()).toEqual(['t3']);
    // Somebody who was slow to learn that the old one is of no use does not take the new one away.
    await tokens.forget('t2');
    expect(await many()).toEqual(['t3']);
    expect(fetched).toBe(3);
    await dispatcher.destroy();
  });

  it('are not waited for longer than the call lasts', async () => {
    const cancel = new AbortController();
    server.answer = () => cancel.abort();
    const { upstream } = await buildUpstream(secured({ type: 'oauth2', flows: {} }), { baseUrl: server.origin, auth: { ...client, tokenUrl: `${server.origin}/token` } });
    expect(await upstream.call('op', {}, { signal: cancel.signal })).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('ended while it waited for an access token') }] });
    await upstream.close();
  });

  it('are not fetched again for an operation that was refused without one', async () => {
    const document: Document = {
      components: { securitySchemes: { oauth: { type: 'oauth2', flows: {} } } },
      paths: { '/a': { get: { operationId: 'op', security: [], responses: {} } }, '/b': { get: { operationId: 'other', security: [{ oauth: [] }], responses: {} } } },
    };
    answer({ '/token': () => token(), '/a': () => ({ status: 401, json: {} }) });
    const { upstream } = await buildUpstream(document, { baseUrl: server.origin, auth: { ...client, tokenUrl: `${server.origin}/token` } });
    await upstream.call('other', {});
    expect((await upstream.call('op', {})).upstreamStatus).toBe(401);
    await upstream.close();
    expect(server.requests.map(({ target }) => target)).toEqual(['/token', '/b', '/a']);
  });
});
