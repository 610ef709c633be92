import { describe, expect, it } from '@jest/globals';
import { ownHosts, refuseHosts, typedHosts } from './own-hosts.js';

describe('typedHosts', () => {
  it('finds every address that a server is configured with', () => {
    const oauth2 = { type: 'oauth2' as const, clientId: 'c', clientSecret: 's', tokenUrl: 'http://tokens.test/t' };
    const hosts = typedHosts({
      baseUrl: 'http://10.0.0.1:8080/v1',
      credentialOrigins: ['https://files.test'],
      access: { oauth: { issuer: 'https://issuer.test/x' } },
      auth: oauth2,
      credentials: { a: { ...oauth2, tokenUrl: 'http://[::1]:9/t' }, b: { type: 'bearer', token: 't' } },
    });
    expect(hosts).toEqual(['10.0.0.1', 'files.test', 'issuer.test', 'tokens.test', '[::1]']);
    expect(typedHosts({})).toEqual([]);
  });
});

describe('ownHosts', () => {
  it.each<[string, string[], string[], string[], string[]]>([
    ['keeps what an admin typed before', ['a'], ['a'], [], ['a']],
    ['takes what an admin types', [], ['a', 'b'], ['b'], ['b']],
    ['takes nothing that somebody else types', ['a'], ['b'], [], []],
    ['forgets what is not configured any more, so that nobody can come back to it', ['a'], ['b'], ['b'], ['b']],
  ])('%s', (_, before, now, typed, expected) => {
    expect(ownHosts(before, now, typed)).toEqual(expected);
  });
});

describe('refuseHosts', () => {
  it.each<[string, string[] | undefined, boolean]>([
    ['whoever leaves the list alone', undefined, false],
    ['whoever sends it again as it is', ['a', 'b'], false],
    ['an admin', ['a', 'b', 'c'], true],
  ])('lets %s pass', (_, wanted, isTrusted) => {
    expect(() => refuseHosts(wanted, ['a', 'b'], isTrusted)).not.toThrow();
  });

  it.each([[['a', 'b', 'c']], [['a']], [[]]])('keeps others from making it %j', (wanted: string[]) => {
    expect(() => refuseHosts(wanted, ['a', 'b'], false)).toThrow(expect.objectContaining({ status: 403, code: 'FORBIDDEN' }));
  });
});
