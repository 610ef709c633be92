import { describe, expect, it } from '@jest/globals';
import type { Caller } from './caller.js';
import { isOpenPath } from './open-paths.js';
import { refusalOf } from './permission.guard.js';
import type { Need, Role } from './role.js';

describe('isOpenPath', () => {
  it.each(['/', '/index.html', '/assets/a.js', '/servers/1', '/apiary', '/health/live'])('leaves %s open, which holds no secret', (path) => {
    expect(isOpenPath(path)).toBe(true);
  });

  it.each(['/api', '/api/servers', '/API/servers', '//api/servers', '/%61pi/servers', '/api%2fservers', '/x/..%2fapi', '/metrics', '/mcp/books', '/socket.io/', '/health', '/health/other', '\\api'])('guards %s', (path) => {
    expect(isOpenPath(path)).toBe(false);
  });
});

describe('refusalOf', () => {
  const caller = (role: Role | null): Caller => ({ kind: 'user', id: '1', name: 'ann', role, scopes: [], ip: '127.0.0.1', byCookie: false });

  it.each<[Need, Role | null, boolean]>([
    ['viewer', 'viewer', true],
    ['viewer', 'admin', true],
    ['operator', 'viewer', false],
    ['operator', 'operator', true],
    ['admin', 'operator', false],
    ['admin', 'admin', true],
    ['viewer', null, false],
    ['signed-in', null, true],
  ])('what wants %s is for %s: %s', (need, role, may) => {
    expect(refusalOf(need, caller(role)) === undefined).toBe(may);
  });

  it('tells who has not signed in from who may not', () => {
    expect(refusalOf('viewer', undefined)).toMatchObject({ status: 401 });
    expect(refusalOf('admin', caller('viewer'))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  it('lets nobody have what declares nothing, not even an admin', () => {
    expect(refusalOf(undefined, caller('admin'))).toMatchObject({ status: 403 });
    expect(refusalOf('public', undefined)).toBeUndefined();
  });
});
