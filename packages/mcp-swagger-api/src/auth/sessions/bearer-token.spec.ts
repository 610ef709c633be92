import { SignJWT } from 'jose';
import { describe, expect, it } from '@jest/globals';
import { sessionInToken, signToken } from './bearer-token.js';

const key = new TextEncoder().encode('a key that is long enough for HMAC');
const soon = new Date(Date.now() + 60_000);

describe('A bearer token', () => {
  it('gives back the session that it was made of', async () => {
    expect(await sessionInToken(await signToken('secret', soon, key), key)).toBe('secret');
  });

  it.each<[string, () => Promise<string>]>([
    ['is over', () => signToken('secret', new Date(Date.now() - 1_000), key)],
    ['was signed with another key', () => signToken('secret', soon, new TextEncoder().encode('another key that is long enough.'))],
    ['is of another issuer', () => new SignJWT({ session: 'secret' }).setProtectedHeader({ alg: 'HS256' }).setIssuer('else').setExpirationTime(soon).sign(key)],
    ['is not signed', async () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"iss":"mcp-swagger","session":"secret"}').toString('base64url')}.`],
    ['was changed', async () => (await signToken('secret', soon, key)).replace(/\.[^.]+\./, `.${Buffer.from('{"iss":"mcp-swagger","session":"other"}').toString('base64url')}.`)],
    ['is no token', async () => 'secret'],
  ])('opens nothing when it %s', async (_, make) => {
    expect(await sessionInToken(await make(), key)).toBeUndefined();
  });
});
