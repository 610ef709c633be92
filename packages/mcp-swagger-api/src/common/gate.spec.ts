import { describe, expect, it } from '@jest/globals';
import { Gate } from './gate.js';

describe('Gate', () => {
  it('lets as many in as its limit, and the others in the order in which they came', () => {
    const gate = new Gate(2);
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

  it('gives the place of one that is done, well or not, to who waits, and to nobody who comes then', async () => {
    const gate = new Gate(1);
    const order: string[] = [];
    const work = (name: string) => gate.run(async () => void order.push(name));
    const failed = gate.run(() => Promise.reject(new Error('of the first'))).catch(() => work('last'));
    const others = [work('second'), work('third')];
    expect(gate.size).toBe(3);
    await Promise.all([failed, ...others]);
    expect(order).toEqual(['second', 'third', 'last']);
    expect(gate.size).toBe(0);
  });

  it('forgets one that no longer waits', () => {
    const gate = new Gate(1);
    const begun: string[] = [];
    const [leaveA, leaveB] = ['a', 'b', 'c'].map((name) => gate.enter(() => begun.push(name)));
    leaveB?.();
    leaveA?.();
    expect(begun).toEqual(['a', 'c']);
  });
});
