import { expect, it } from '@jest/globals';
import { challenge } from './challenge.js';
import type { Denial } from './denial.js';
import { metadataAddress } from 'mcp-swagger-ipc';

const metadataUrl = 'https://a.example/.well-known/oauth-protected-resource/mcp';
const resource = `resource_metadata="${metadataUrl}"`;

it.each<[Denial['kind'], number, string]>([
  ['missing', 401, `Bearer ${resource}, scope="a b"`],
  ['malformed', 400, `Bearer ${resource}, error="invalid_request", error_description="why", scope="a b"`],
  ['invalid', 401, `Bearer ${resource}, error="invalid_token", error_description="why", scope="a b"`],
  ['scope', 403, `Bearer ${resource}, error="insufficient_scope", error_description="why", scope="a b"`],
])('answers %s with %i and what to do', (kind, status, header) => {
  expect(challenge({ kind, message: 'why' }, { metadataUrl, scopes: ['a', 'b'] })).toMatchObject({ status, message: 'why', headers: { 'WWW-Authenticate': header } });
});

it('asks for patience, not for another token, when nobody can tell', () => {
  expect(challenge({ kind: 'unavailable', message: 'why' }, { metadataUrl, scopes: [] })).toMatchObject({ status: 503, headers: { 'Retry-After': '5' } });
});

it('names a realm where there is no issuer', () => {
  expect(challenge({ kind: 'missing', message: 'why' }, { scopes: [] }).headers).toEqual({ 'WWW-Authenticate': 'Bearer realm="mcp"' });
});

it('lets no message break out of its quotes', () => {
  const { headers } = challenge({ kind: 'invalid', message: 'of "x\\"\r\nSet-Cookie: ключ' }, { scopes: [] });
  expect(headers).toEqual({ 'WWW-Authenticate': `Bearer realm="mcp", error="invalid_token", error_description="of 'x?'??Set-Cookie: ????"` });
});

it.each([
  ['https://a.example/mcp', 'https://a.example/.well-known/oauth-protected-resource/mcp'],
  ['https://a.example/', 'https://a.example/.well-known/oauth-protected-resource'],
  ['http://[::1]:80/x/y', 'http://[::1]/.well-known/oauth-protected-resource/x/y'],
])('has the metadata of %s at %s', (of, expected) => {
  expect(metadataAddress(of)).toBe(expected);
});
