import { describe, expect, it } from '@jest/globals';
import { authFromEnvironment, headersFromEnvironment } from './auth-from-environment.js';

describe('--auth with --token-env', () => {
  it.each([
    ['bearer' as const, 'abc', { type: 'bearer', token: 'abc' }],
    ['apikey' as const, 'abc:def', { type: 'apikey', value: 'abc:def' }],
    ['basic' as const, 'ann:pa:ss', { type: 'basic', username: 'ann', password: 'pa:ss' }],
    ['oauth2' as const, 'me:secret', { type: 'oauth2', clientId: 'me', clientSecret: 'secret' }],
  ])('%s', (kind, value, expected) => {
    expect(authFromEnvironment(kind, 'T', { T: value })).toEqual(expected);
  });

  it('is nothing when neither is given', () => {
    expect(authFromEnvironment(undefined, undefined, {})).toBeUndefined();
  });

  it.each([
    ['the variable is not named', 'bearer' as const, undefined, {}, '--token-env'],
    ['the kind is not named', undefined, 'T', { T: 'x' }, '--auth'],
    ['the variable is not set', 'bearer' as const, 'TOKEN', {}, 'TOKEN, which is not set'],
    ['the variable is empty', 'bearer' as const, 'TOKEN', { TOKEN: '' }, 'TOKEN, which is not set'],
    ['a password is missing', 'basic' as const, 'T', { T: 'only-a-secret' }, 'T must hold user:password'],
  ])('says so when %s, without the secret', (_, kind, variable, environment, hint) => {
    let message = '';
    try {
      authFromEnvironment(kind, variable, environment);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain(hint);
    expect(message).not.toContain('only-a-secret');
  });
});

it('reads header values from the environment', () => {
  expect(headersFromEnvironment({ 'X-Key': 'A' }, { A: '1' })).toEqual({ 'X-Key': '1' });
  expect(() => headersFromEnvironment({ 'X-Key': 'B' }, { A: '1' })).toThrow('--header-env names the environment variable B, which is not set.');
});
