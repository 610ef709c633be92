import { describe, expect, it } from '@jest/globals';
import { readRoleRules } from './role-rules.js';

describe('readRoleRules', () => {
  it('reads pairs, with values that hold an equals sign', () => {
    expect([...readRoleRules('cn=admins=admin, devs = operator,*=viewer')]).toEqual([['cn=admins', 'admin'], ['devs', 'operator'], ['*', 'viewer']]);
  });

  it.each(['admin', 'devs=', '=admin', 'devs=root'])('refuses %j', (text) => {
    expect(() => readRoleRules(text)).toThrow(/viewer, operator, admin/);
  });
});
