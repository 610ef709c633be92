import { expect, it } from '@jest/globals';
import { readIntrospection } from './read-introspection.js';

const NOW_MS = 1_000_000_000;
const RULES = { issuer: 'https://id.example', audiences: ['http://127.0.0.1:3001/mcp', 'http://127.0.0.1:3001/mcp/'], scopes: ['tools'] };
const GOOD = { active: true, aud: RULES.audiences[0], scope: 'tools files', sub: 'ann' };

it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ['a subject', {}, { id: 'subject:ann', name: 'ann' }],
  ['the subject before its user name', { username: 'Ann A.' }, { name: 'ann' }],
  ['a user name where there is no subject', { sub: undefined, username: 'ann a' }, { id: 'subject:ann a' }],
  ['a client', { sub: undefined, client_id: 'robot' }, { id: 'client:robot', name: 'robot' }],
  ['one of several audiences', { aud: ['other', RULES.audiences[1]] }, { name: 'ann' }],
  ['the end of the token, with some skew', { exp: 1_000_100 }, { endsAtMs: 1_000_130_000 }],
  ['a token that ended a moment ago by our clock', { exp: 999_990 }, { name: 'ann' }],
  ['its own issuer and type', { iss: RULES.issuer, token_type: 'bearer' }, { name: 'ann' }],
])('takes %s', (_, told, caller) => {
  expect(readIntrospection({ ...GOOD, ...told }, RULES, NOW_MS)).toMatchObject(caller);
});

it.each<[string, Record<string, unknown>, string, string]>([
  ['is not active', { active: false }, 'invalid', 'not active'],
  ['says yes in another way than true', { active: 'true' }, 'invalid', 'not active'],
  ['is of another issuer', { iss: 'https://evil.example' }, 'invalid', 'another issuer'],
  ['is bound to a key that nobody shows', { token_type: 'DPoP' }, 'invalid', 'another type'],
  ['is meant for somebody else', { aud: 'http://127.0.0.1:3002/mcp' }, 'invalid', 'not meant for http://127.0.0.1:3001/mcp'],
  ['is meant for nobody', { aud: undefined }, 'invalid', 'not meant for'],
  ['ended', { exp: 999_000 }, 'invalid', 'expired'],
  ['begins later', { nbf: 1_001_000 }, 'invalid', 'not valid yet'],
  ['allows less', { scope: 'files' }, 'scope', 'does not allow tools'],
  ['is nobody\'s', { sub: undefined }, 'invalid', 'neither a subject'],
])('refuses a token that %s', (_, told, kind, message) => {
  expect(readIntrospection({ ...GOOD, ...told }, RULES, NOW_MS)).toMatchObject({ kind, message: expect.stringContaining(message) });
});
