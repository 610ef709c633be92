import { describe, expect, it } from '@jest/globals';
import { StartGate } from './start-gate.js';

describe('StartGate', () => {
  it('lets as many in as its limit, and the others in the order in which they came', () => {
    const gate = new StartGate(2);
    const begun: string[] = [];
    const leave = ['a', 'b', 'c', 'd'].map((name) => gate.enter(() => begun.push(name)));
    expect(begun).toEqual(['a', 'b']);
    leave[1]?.();
    expect(begun).toEqual(['a', 'b', 'c']);
    leave[1]?.();
    expect(begun).toEqual(['a', 'b', 'c']);
    leave[0]?.();
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  it('forgets one that no longer waits', () => {
    const gate = new StartGate(1);
    const begun: string[] = [];
    const [leaveA, leaveB] = ['a', 'b', 'c'].map((name) => gate.enter(() => begun.push(name)));
    leaveB?.();
    leaveA?.();
    expect(begun).toEqual(['a', 'c']);
  });
});
