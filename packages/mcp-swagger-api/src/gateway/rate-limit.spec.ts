import { describe, expect, it } from '@jest/globals';
import { RateLimit } from './rate-limit.js';

describe('RateLimit', () => {
  it('lets a burst of twice the rate pass, then says when the next may come', () => {
    const limit = new RateLimit(10);
    expect(Array.from({ length: 20 }, () => limit.take('a', 0))).toEqual(Array<number>(20).fill(0));
    expect(limit.take('a', 0)).toBe(100);
    expect(limit.take('a', 50)).toBe(50);
    expect(limit.take('a', 100)).toBe(0);
    expect(limit.take('a', 100)).toBe(100);
  });

  it('counts each caller by itself', () => {
    const limit = new RateLimit(1);
    expect([limit.take('a', 0), limit.take('a', 0), limit.take('a', 0), limit.take('b', 0)]).toEqual([0, 0, 1_000, 0]);
  });

  it('takes off what was done elsewhere, and lets nobody owe more than a burst', () => {
    const limit = new RateLimit(10);
    limit.charge('a', 15, 0);
    expect(Array.from({ length: 6 }, () => limit.take('a', 0))).toEqual([0, 0, 0, 0, 0, 100]);
    limit.charge('a', 1_000, 0);
    expect(limit.take('a', 0)).toBe(2_100);
  });

  it('limits nobody at 0', () => {
    const limit = new RateLimit(0);
    expect(Array.from({ length: 100 }, () => limit.take('a', 0)).every((ms) => ms === 0)).toBe(true);
  });

  it('forgets who was silent longest, not who calls', () => {
    const limit = new RateLimit(1);
    for (let i = 0; i < 2; i += 1) limit.take('busy', 0);
    for (let i = 0; i < 9_999; i += 1) limit.take(`caller ${i}`, 0);
    expect(limit.take('busy', 0)).toBe(1_000);
    limit.take('one more', 0);
    expect(limit.take('busy', 0)).toBe(1_000);
  });
});
