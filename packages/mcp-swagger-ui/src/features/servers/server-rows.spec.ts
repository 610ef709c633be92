import { describe, expect, it } from '@jest/globals';
import type { Server } from '../../lib/api';
import { serverRows } from './server-rows';

const servers = ['a', 'b'].map((id) => ({ id, connections: { activeConnections: 1, totalConnections: 5 } }) as Server);

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

  it('shows the counts that came with the servers until all connections are loaded, and draws nothing anew when they say the same', () => {
    const known = new WeakMap();
    const before = serverRows(servers, undefined, known);
    expect(before.map(({ connected }) => connected)).toEqual([1, 1]);
    expect(serverRows(servers, new Map([['a', 1], ['b', 1]]), known).map((row, index) => row === before[index])).toEqual([true, true]);
  });
});
