import { describe, expect, it } from '@jest/globals';
import type { Credential } from './credentials.js';
import { maskedCredentials, maskedHeaders, maskedQuery } from './mask-secrets.js';

describe('masked credentials', () => {
  it.each<[Credential, object]>([
    [{ in: 'header', name: 'authorization', value: 'Bearer s3cret' }, { in: 'header', name: 'authorization', value: 'Bearer ***' }],
    [{ in: 'header', name: 'authorization', value: 'Basic czNjcmV0' }, { in: 'header', name: 'authorization', value: 'Basic ***' }],
    [{ in: 'header', name: 'x-key', value: 's3cret and more' }, { in: 'header', name: 'x-key', value: '***' }],
    [{ in: 'query', name: 'key', value: 'bearer s3cret' }, { in: 'query', name: 'key', value: '***' }],
    [{ in: 'token', source: { auth: { type: 'oauth2', clientId: 'c', clientSecret: 's3cret' }, isTokenUrlTyped: false } }, { in: 'header', name: 'authorization', value: 'Bearer ***' }],
  ])('(%#) look like themselves and tell nothing', (credential, masked) => {
    expect(maskedCredentials([credential])).toEqual([masked]);
  });
});

describe('masked headers', () => {
  it.each([
    ['X-Api-Key', 'short', '***'],
    ['Cookie', 'a=1', '***'],
    ['X-Custom', 'Bearer abc', '***'],
    ['X-Custom', 'eyJhbGciOiJIUzI1NiJ9.e30.x', '***'],
    ['X-Custom', 'sk_live_51H8x0000000000abc', '***'],
    ['Accept-Language', 'de, en;q=0.5', 'de, en;q=0.5'],
    ['X-Tenant', 'acme', 'acme'],
    ['User-Agent', 'a client of ours 2026', 'a client of ours 2026'],
  ])('show %s: %s as %s', (name, value, expected) => {
    expect(maskedHeaders({ [name]: value })).toEqual({ [name]: expected });
  });
});

describe('the masked query of a base', () => {
  it.each([
    ['', ''],
    ['version=2&api_key=s3cret&x=1', 'version=2&api_key=***&x=1'],
    ['sig=s3cret', 'sig=***'],
    ['token', 'token'],
  ])('of %s is %s', (query, expected) => {
    expect(maskedQuery(query)).toBe(expected);
  });
});
