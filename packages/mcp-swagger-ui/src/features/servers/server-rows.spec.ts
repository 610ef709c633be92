import { describe, expect, it } from '@jest/globals';
import type { Server } from '../../lib/api';
import { serverRows } from './server-rows';

const servers = ['a', 'b'].map((id) => ({ id }) as Server);

describe('serverRows', () => {
  it('makes a new row only for the server whose count or state changed', () => {
    const known = new WeakMap();
    const before = serverRows(servers, new Map([['a', 1]]), known);
    const now = serverRows(servers, new Map([['a', 2]]), known);
    expect(now.map(({ connected }) => connected)).toEqual([2, 0]);
    expect(now.map((row, index) => row === before[index])).toEqual([false, true]);
    const [changed] = serverRows([{ ...servers[0] } as Server], new Map([['a', 2]]), known);
    expect(changed).not.toBe(now[0]);
  });
});
