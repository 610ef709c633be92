import { describe, expect, it } from '@jest/globals';
import { readRoleRules } from '../../config/role-rules.js';
import { claimAt, roleOfClaim } from './role-of-claims.js';

describe('claimAt', () => {
  const claims = { roles: ['a'], realm_access: { roles: ['b'] }, 'https://x.test/roles': ['c'] };

  it.each<[string, unknown]>([
    ['roles', ['a']],
    ['realm_access.roles', ['b']],
    ['https://x.test/roles', ['c']],
    ['nothing', undefined],
    ['realm_access.nothing.more', undefined],
    ['constructor', undefined],
  ])('finds %s', (path, value) => {
    expect(claimAt(claims, path)).toEqual(value);
  });
});

describe('roleOfClaim', () => {
  const rules = readRoleRules('staff=viewer,devs=operator,platform=admin');

  it.each<[unknown, string | undefined]>([
    [['staff', 'platform', 'devs'], 'admin'],
    ['devs', 'operator'],
    ['openid staff', 'viewer'],
    [['others'], undefined],
    [[{ platform: true }, 7], undefined],
    [undefined, undefined],
    [{ platform: 'platform' }, undefined],
  ])('gives for %j %s', (claim, role) => {
    expect(roleOfClaim(claim, rules)).toBe(role);
  });

  it('lets in whoever the issuer knows where the rules say so', () => {
    expect(roleOfClaim(undefined, readRoleRules('*=viewer'))).toBe('viewer');
  });
});
