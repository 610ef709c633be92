import { beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose';
import { ServerError } from '../server-error.js';
import type { FindKey } from './issuer-keys.js';
import { verifyToken } from './verify-token.js';

const ISSUER = 'https://id.example';
const AUDIENCE = 'http://127.0.0.1:3001/mcp';
const RULES = { issuer: ISSUER, audiences: [AUDIENCE, 'http://localhost:3001/mcp'], scopes: ['tools', 'files'] };

let signing: Record<string, CryptoKey>;
let jwks: JWK[];
let findKey: FindKey;
beforeAll(async () => {
  const pairs = await Promise.all(['ES256', 'RS256', 'EdDSA', 'ES256'].map(async (alg) => ({ alg, pair: await generateKeyPair(alg, { extractable: true }) })));
  signing = Object.fromEntries(pairs.map(({ pair }, index) => [`k${index}`, pair.privateKey]));
  jwks = await Promise.all(pairs.map(async ({ pair }, index) => ({ ...(await exportJWK(pair.publicKey)), kid: `k${index}` })));
  findKey = createLocalJWKSet({ keys: jwks });
});

const now = (): number => Math.floor(Date.now() / 1_000);

/** A good token but for what is given; undefined leaves a claim out. */
async function token(claims: Record<string, unknown> = {}, { kid = 'k0', key = kid, ...header }: Record<string, string> = {}): Promise<string> {
  const payload = { iss: ISSUER, aud: AUDIENCE, sub: 'ann', scope: 'files tools', exp: now() + 60, ...claims };
  const given = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
  const signingKey = signing[key];
  if (signingKey === undefined) throw new Error(`There is no key ${key}.`);
  return await new SignJWT(given).setProtectedHeader({ alg: 'ES256', kid, ...header }).sign(signingKey);
}

describe('a good token', () => {
  it.each<[string, Record<string, unknown>, Record<string, string>]>([
    ['with everything', {}, {}],
    ['of RS256', {}, { kid: 'k1', alg: 'RS256' }],
    ['of EdDSA', {}, { kid: 'k2', alg: 'EdDSA' }],
    ['of the type at+jwt', {}, { typ: 'at+jwt' }],
    ['of the type application/at+jwt', {}, { typ: 'application/at+JWT' }],
    ['of the type JWT', {}, { typ: 'JWT' }],
    ['meant for several', { aud: ['https://other.example', 'http://localhost:3001/mcp'] }, {}],
    ['with more scopes than are wanted', { scope: 'tools more files' }, {}],
    ['with its scopes in scp', { scope: undefined, scp: ['tools', 'files'] }, {}],
    ['that expired within the skew', { exp: now() - 2 }, {}],
    ['that begins within the skew', { nbf: now() + 15 }, {}],
  ])('%s is of its subject', async (_, claims, header) => {
    expect(await verifyToken(await token(claims, header), RULES, findKey)).toMatchObject({ id: 'subject:ann', name: 'ann', endsAtMs: expect.any(Number) });
  });

  it.each([
    [{ sub: undefined, client_id: 'robot' }, { id: 'client:robot', name: 'robot' }],
    [{ sub: undefined, azp: 'robot' }, { id: 'client:robot', name: 'robot' }],
    [{ sub: 'robot', client_id: 'app' }, { id: 'subject:robot', name: 'robot' }],
  ])('with %j is of %j', async (claims, caller) => {
    expect(await verifyToken(await token(claims), RULES, findKey)).toMatchObject(caller);
  });
});

describe('a token that will not do', () => {
  it.each<[string, () => Promise<string> | string, RegExp]>([
    ['is no JWT', () => 'opaque', /not a signed JWT/],
    ['is no JWT but has its dots', () => 'a.b.c', /not a signed JWT/],
    ['is not signed', () => new UnsecuredJWT({ iss: ISSUER, aud: AUDIENCE, sub: 'ann', scope: 'files tools' }).setExpirationTime('1h').encode(), /not signed with one of RS256|not a signed JWT/],
    ['is signed with a shared secret', async () => await new SignJWT({}).setProtectedHeader({ alg: 'HS256', kid: 'k0' }).sign(new TextEncoder().encode('s'.repeat(32))), /not signed with one of RS256/],
    [
      'is signed with the public key taken for a shared secret',
      async () => await new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: 'ann', scope: 'files tools', exp: now() + 60 }).setProtectedHeader({ alg: 'HS256', kid: 'k0' }).sign(new TextEncoder().encode(JSON.stringify(jwks[0]))),
      /not signed with one of RS256/,
    ],
    ['names a key that there is not', async () => await token({}, { kid: 'k9', key: 'k0' }), /a key that https:\/\/id\.example does not have/],
    ['names a key of another algorithm', async () => await token({}, { kid: 'k1', key: 'k0' }), /a key that https:\/\/id\.example does not have/],
    ['is signed with another key than it names', async () => await token({}, { kid: 'k3', key: 'k0' }), /signature of the token is wrong/],
    ['was changed after it was signed', async () => changed(await token()), /signature of the token is wrong/],
    ['has expired', async () => await token({ exp: now() - 31 }), /has expired/],
    ['never expires', async () => await token({ exp: undefined }), /has no exp/],
    ['is not valid yet', async () => await token({ nbf: now() + 60 }), /not valid yet/],
    ['is of another issuer', async () => await token({ iss: 'https://evil.example' }), /of the issuer https:\/\/evil\.example, not of https:\/\/id\.example/],
    ['is of the issuer with a slash', async () => await token({ iss: `${ISSUER}/` }), /of the issuer https:\/\/id\.example\/, not of/],
    ['has no issuer', async () => await token({ iss: undefined }), /has no iss/],
    ['is meant for another server', async () => await token({ aud: 'http://127.0.0.1:3002/mcp' }), /meant for http:\/\/127\.0\.0\.1:3002\/mcp, not for http:\/\/127\.0\.0\.1:3001\/mcp;/],
    ['is meant for nobody', async () => await token({ aud: undefined }), /has no aud/],
    ['is a logout token', async () => await token({}, { typ: 'logout+jwt' }), /another type than an access token/],
    ['names nobody', async () => await token({ sub: undefined }), /neither a subject/],
    ['names an empty subject', async () => await token({ sub: '' }), /neither a subject/],
  ])('%s', async (_, make, message) => {
    expect(await verifyToken(await make(), RULES, findKey)).toEqual({ kind: 'invalid', message: expect.stringMatching(message) });
  });

  it('does not say which of several keys it is signed with', async () => {
    const unnamed = await new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: 'ann' }).setProtectedHeader({ alg: 'ES256' }).sign(signing['k0'] as CryptoKey);
    expect(await verifyToken(unnamed, RULES, findKey)).toMatchObject({ kind: 'invalid', message: expect.stringMatching(/does not say \(kid\)/) });
  });

  it.each([
    [{ scope: 'tools' }, 'does not allow files;'],
    [{ scope: undefined }, 'does not allow tools files;'],
    [{ scope: 'toolsfiles' }, 'does not allow tools files;'],
  ])('with %j allows too little', async (claims, message) => {
    expect(await verifyToken(await token(claims), RULES, findKey)).toEqual({ kind: 'scope', message: expect.stringContaining(message) });
  });
});

it('does not blame the token when the issuer cannot be asked', async () => {
  const down = new ServerError('ISSUER', 'down');
  await expect(verifyToken(await token(), RULES, async () => await Promise.reject(down))).rejects.toBe(down);
});

function changed(jwt: string): string {
  const [header, payload = '', signature] = jwt.split('.');
  const claims = { ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object), sub: 'root' };
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
}
