import { describe, expect, it } from '@jest/globals';
import { type LeaseNow, mayRecord } from './may-record.js';

const live = (nodeId: string, generation: number, replica = 0): LeaseNow => ({ replica, nodeId, generation, isLive: true });
const over = (nodeId: string | null, generation: number, replica = 0): LeaseNow => ({ replica, nodeId, generation, isLive: false });

describe('What is known of a process last', () => {
  it.each<[string, boolean, number | undefined, LeaseNow[]]>([
    ['is told by who has the lease', true, 3, [live('a', 3)]],
    ['is not told by who had it before another', false, 3, [live('b', 4)]],
    ['is not told by the same node of a time before another had it', false, 3, [live('a', 5)]],
    ['is told by who had it last, when its time is over', true, 3, [over('a', 3)]],
    ['is told by who gave it back', true, 3, [over(null, 3)]],
    ['is not told by who had it before that', false, 3, [over('b', 4)]],
    ['is told by the first replica', true, 1, [live('b', 7, 1), live('a', 1, 0)]],
    ['is not told by the second', false, 1, [live('b', 7), live('a', 1, 1)]],
    ['is told by the second when nobody has the first', true, 1, [over('b', 7), live('a', 1, 1)]],
    ['is told by a node that is alone', true, undefined, [live('a', 9)]],
    ['is told of a server that was never claimed', true, undefined, []],
  ])('%s', (_, expected, lease, leases) => {
    expect(mayRecord({ nodeId: 'a', lease }, leases)).toBe(expected);
  });
});
