import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { UpstreamOptions } from '../create-upstream.js';
import { buildUpstream, oneOperation } from '../testing/build-upstream.js';
import { startRecordingServer } from '../testing/recording-server.js';
import type { Recorded, RecordingServer } from '../testing/recording-server.js';

let server: RecordingServer;
beforeEach(async () => {
  server = await startRecordingServer();
});
afterEach(async () => {
  await server.close();
});

const securitySchemes = {
  id: { type: 'apiKey', in: 'header', name: 'X-App-Id' },
  key: { type: 'apiKey', in: 'query', name: 'app key' },
  bearer: { type: 'http', scheme: 'Bearer' },
  basic: { type: 'http', scheme: 'basic' },
  named: { type: 'apiKey', in: 'header', name: 'Authorization' },
};

async function send(security: unknown, options: Partial<UpstreamOptions>): Promise<Recorded | undefined> {
  const { upstream } = await buildUpstream(oneOperation(security === undefined ? {} : { security }, '/a', 'get', { components: { securitySchemes } }), { baseUrl: server.origin, ...options });
  const result = await upstream.call('op', {});
  await upstream.close();
  expect(result.isError).toBeUndefined();
  return server.requests.at(-1);
}

const bearer = { type: 'bearer', token: 't0ken' } as const;
const apikey = (value: string) => ({ type: 'apikey', value }) as const;

describe('credentials', () => {
  it('of one requirement are all sent', async () => {
    const sent = await send([{ id: [], key: [] }], { credentials: { id: apikey('i'), key: apikey('k&') } });
    expect([sent?.headers['x-app-id'], sent?.target]).toEqual(['i', '/a?app%20key=k%26']);
  });

  it('are those of the first alternative that is configured as a whole', async () => {
    const sent = await send([{ id: [], key: [] }, { bearer: [] }], { credentials: { id: apikey('i'), bearer } });
    expect([sent?.headers['x-app-id'], sent?.headers.authorization]).toEqual([undefined, 'Bearer t0ken']);
  });

  it('are sent where they are optional', async () => {
    expect((await send([{}, { bearer: [] }], { auth: bearer }))?.headers.authorization).toBe('Bearer t0ken');
  });

  it('are not sent where the operation wants none', async () => {
    expect((await send([], { auth: bearer }))?.headers.authorization).toBeUndefined();
  });

  it.each<[string, unknown, UpstreamOptions['auth'], string | undefined]>([
    ['bearer for a scheme of its kind', [{ bearer: [] }], bearer, 'Bearer t0ken'],
    ['basic for a scheme of its kind', [{ basic: [] }], { type: 'basic', username: 'u', password: 'p' }, 'Basic dTpw'],
    ['bearer for an API key in Authorization', [{ named: [] }], bearer, 'Bearer t0ken'],
    ['bearer where the document asks for nothing', undefined, bearer, 'Bearer t0ken'],
    ['nothing for a scheme of another kind', [{ basic: [] }], bearer, undefined],
  ])('%s', async (_what, security, auth, expected) => {
    expect((await send(security, auth === undefined ? {} : { auth }))?.headers.authorization).toBe(expected);
  });

  it('are not overridden by an argument', async () => {
    const document = oneOperation({ parameters: [{ name: 'X-Tenant', in: 'header', schema: { type: 'string' } }] });
    const { upstream } = await buildUpstream(document, { baseUrl: server.origin, headers: { 'x-tenant': 'mine' } });
    await upstream.call('op', { 'X-Tenant': 'other' });
    await upstream.close();
    expect(server.requests[0]?.headers['x-tenant']).toBe('mine');
  });

  it('stay on the origin of the base: a server of the operation elsewhere gets none', async () => {
    const other = await startRecordingServer();
    const document = oneOperation({ servers: [{ url: other.origin }], security: [{ bearer: [] }] }, '/a', 'get', { components: { securitySchemes } });
    const { upstream } = await buildUpstream(document, { baseUrl: server.origin, auth: bearer, headers: { 'X-Key': 's3cret' } });
    expect((await upstream.call('op', {})).isError).toBeUndefined();
    await upstream.close();
    await other.close();
    expect(other.requests).toHaveLength(1);
    expect(JSON.stringify(other.requests)).not.toMatch(/t0ken|s3cret/);
  });

  it.each([
    ['a scheme that no operation asks for', { nope: bearer }, /"nope"; known are bearer/],
    ['another kind than the scheme', { bearer: apikey('k') }, /bearer is HTTP bearer; credentials of type apikey cannot be used/],
  ])('for %s are refused at the start', async (_what, credentials, message) => {
    await expect(send([{ bearer: [] }], { credentials })).rejects.toThrow(message);
  });

  it('may be configured for a scheme that the operations at hand do not ask for', async () => {
    expect((await send([{ id: [] }], { credentials: { id: apikey('i'), bearer } }))?.headers).toMatchObject({ 'x-app-id': 'i' });
  });

  it('are masked where a request is only shown', async () => {
    const document = oneOperation({ security: [{ bearer: [], key: [] }] }, '/a', 'get', { components: { securitySchemes } });
    const { upstream } = await buildUpstream(document, { baseUrl: server.origin, credentials: { bearer, key: apikey('k3y') }, headers: { 'X-Api-Key': 's3cret', 'Accept-Language': 'de' } });
    const request = upstream.buildRequest('op', {});
    await upstream.close();
    expect(request).toMatchObject({ url: expect.stringContaining('app%20key=%2A%2A%2A'), headers: { authorization: 'Bearer ***', 'X-Api-Key': '***', 'Accept-Language': 'de' } });
    expect(server.requests).toHaveLength(0);
  });
});

describe('origins that are listed for credentials', () => {
  const secret = { auth: bearer, headers: { 'X-Key': 's3cret' } };
  const elsewhere = (origin: string): Record<string, unknown> => oneOperation({ servers: [{ url: origin }], security: [{ bearer: [] }] }, '/a', 'get', { components: { securitySchemes } });

  it('get them like the base does, from operations and from redirects', async () => {
    const other = await startRecordingServer();
    const options = { baseUrl: server.origin, credentialOrigins: [`${other.origin}/ignored?path`], ...secret };
    const { upstream } = await buildUpstream(elsewhere(other.origin), options);
    await upstream.call('op', {});
    await upstream.close();
    server.answer = (response) => void response.writeHead(302, { location: `${other.origin}/b` }).end();
    const { upstream: redirecting } = await buildUpstream(oneOperation({ security: [{ bearer: [] }] }, '/a', 'get', { components: { securitySchemes } }), options);
    await redirecting.call('op', {});
    await redirecting.close();
    await other.close();
    expect(other.requests.map(({ target, headers }) => [target, headers.authorization, headers['x-key']])).toEqual([['/a', 'Bearer t0ken', 's3cret'], ['/b', 'Bearer t0ken', 's3cret']]);
  });

  it('do not pass them on: a redirect to a third origin gets none', async () => {
    const other = await startRecordingServer();
    const third = await startRecordingServer();
    other.answer = (response) => void response.writeHead(302, { location: `${third.origin}/c` }).end();
    const { upstream } = await buildUpstream(elsewhere(other.origin), { baseUrl: server.origin, credentialOrigins: [other.origin], redirects: 'any', ...secret });
    await upstream.call('op', {});
    await upstream.close();
    await Promise.all([other.close(), third.close()]);
    expect(third.requests).toHaveLength(1);
    expect(JSON.stringify(third.requests)).not.toMatch(/t0ken|s3cret/);
  });

  it('are addresses', async () => {
    await expect(buildUpstream(oneOperation({}), { baseUrl: server.origin, credentialOrigins: ['api.test'] })).rejects.toThrow(/"api\.test" is not an origin that can get credentials; expected https:\/\/host/);
  });
});

describe('OAuth 2 client credentials', () => {
  const auth = (tokenUrl: string): UpstreamOptions['auth'] => ({ type: 'oauth2', clientId: 'me', clientSecret: 'p:w', tokenUrl, scopes: ['a', 'b'] });

  it('are exchanged once for a token, and again when the upstream refuses it', async () => {
    let tokens = 0;
    server.answer = (response, { target, headers }) => {
      if (target === '/token') return void response.writeHead(200).end(JSON.stringify({ access_token: `t${++tokens}`, expires_in: 3600 }));
      return void response.writeHead(headers.authorization === 'Bearer t2' ? 200 : 401).end();
    };
    const { upstream } = await buildUpstream(oneOperation({}), { baseUrl: server.origin, auth: auth(`${server.origin}/token`) });
    const results = [await upstream.call('op', {}), await upstream.call('op', {})];
    await upstream.close();
    expect(results.map(({ upstreamStatus }) => upstreamStatus)).toEqual([200, 200]);
    expect(server.requests.map(({ target }) => target)).toEqual(['/token', '/things', '/token', '/things', '/things']);
    expect(server.requests[0]).toMatchObject({ method: 'POST', headers: { authorization: `Basic ${Buffer.from('me:p%3Aw').toString('base64')}` } });
    expect(server.requests[0]?.body.toString()).toBe('grant_type=client_credentials&scope=a+b');
  });

  it('do not go to a token URL without TLS that only the document names', async () => {
    const flows = { clientCredentials: { tokenUrl: 'http://tokens.test/token', scopes: {} } };
    const document = oneOperation({ security: [{ oauth: [] }] }, '/a', 'get', { components: { securitySchemes: { oauth: { type: 'oauth2', flows } } } });
    const { upstream } = await buildUpstream(document, { baseUrl: server.origin, auth: { type: 'oauth2', clientId: 'me', clientSecret: 's' } });
    const result = await upstream.call('op', {});
    await upstream.close();
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('http://tokens.test/token, which is not https') }] });
  });

  it('that are refused end the call with the reason and no secret', async () => {
    server.answer = (response) => void response.writeHead(401).end('{"error":"invalid_client"}');
    const { upstream } = await buildUpstream(oneOperation({}), { baseUrl: server.origin, auth: auth(`${server.origin}/token`) });
    const result = await upstream.call('op', {});
    await upstream.close();
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('gave no access token: status 401 (invalid_client)') }] });
    expect(JSON.stringify(result)).not.toContain('p:w');
  });
});
