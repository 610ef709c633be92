import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { issuer as startIssuer, type Issuer } from '../testing/issuer.js';
import { beginSession, INITIALIZE, type RawAnswer, rawRequest, toolCall } from '../testing/raw-http.js';
import { type SampleServer, sampleServer } from '../testing/sample-server.js';

const SECRET = 'secret of the robot';

let issuer: Issuer;
let sample: SampleServer;

beforeEach(async () => {
  issuer = await startIssuer();
  await serve(SECRET);
});
afterEach(async () => {
  await sample.close();
  await issuer.close();
});

async function serve(clientSecret: string): Promise<void> {
  const introspection = { url: `${issuer.url}/introspect`, clientId: 'robot', clientSecret };
  sample = await sampleServer({ access: { oauth: { issuer: issuer.url, audience: 'pets', scopes: ['tools'], introspection } } });
}

async function initialize(token: string): Promise<RawAnswer> {
  return await rawRequest(sample.endpoint, { body: INITIALIZE, headers: { Authorization: `Bearer ${token}` } });
}

it('takes an opaque token of the issuer, asks about it once, and its sessions are its subject\'s', async () => {
  const token = issuer.opaque({ aud: 'pets', scope: 'tools' });
  const headers = { Authorization: `Bearer ${token}` };
  const sessionId = await beginSession(sample.endpoint, { headers });
  const calls = await Promise.all([1, 2, 3].map(async (id) => await rawRequest(sample.endpoint, { headers: { ...headers, 'Mcp-Session-Id': sessionId }, body: toolCall(id, 'getPet', { id }) })));
  expect(calls.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(sample.events).toMatchObject([{ clientInfo: { subject: 'ann' } }]);
  expect(issuer.asked).toEqual(['/introspect']);
});

it('takes a JWT beside it, by the keys of the issuer', async () => {
  expect((await initialize(await issuer.token({ aud: 'pets', scope: 'tools' }))).status).toBe(200);
  expect(issuer.asked).not.toContain('/introspect');
});

it('refuses a token that the issuer does not know, and a flood of it reaches the issuer once', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, async () => await initialize('guessed')));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 401));
  expect(answers[0]?.headers['www-authenticate']).toContain('error="invalid_token"');
  await initialize('guessed');
  expect(issuer.asked).toEqual(['/introspect']);
  expect(sample.errors).toEqual([]);
});

it('says 403 for too little scope and 401 for another audience', async () => {
  expect((await initialize(issuer.opaque({ aud: 'pets', scope: 'files' }))).status).toBe(403);
  expect((await initialize(issuer.opaque({ aud: 'cats', scope: 'tools' }))).status).toBe(401);
});

it('says 503 while the issuer cannot be asked, tells the operator why, and asks again later', async () => {
  const token = issuer.opaque({ aud: 'pets', scope: 'tools' });
  issuer.break(500);
  const refused = await initialize(token);
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5']);
  expect(sample.errors).toMatchObject([{ code: 'ISSUER', message: expect.stringContaining('answered 500') }]);
  issuer.break(undefined);
  expect((await initialize(token)).status).toBe(200);
});

it('tells the operator that the issuer does not know us, and never the secret', async () => {
  await sample.close();
  await serve('wrong secret');
  const { status, text } = await initialize(issuer.opaque({ aud: 'pets', scope: 'tools' }));
  expect(status).toBe(503);
  expect(sample.errors).toMatchObject([{ code: 'ISSUER', message: expect.stringContaining('are the client id and the client secret right?') }]);
  expect(text + String(sample.errors)).not.toMatch(/wrong secret|opaque-/);
});
