import { describe, expect, it } from '@jest/globals';
import { maskedHeaders, maskedQuery } from './mask-secrets.js';

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
