import { describe, expect, it } from '@jest/globals';
import { RateLimit } from './rate-limit.js';

describe('RateLimit', () => {
  it('lets a window’s worth through at once, and then one for each share of the window', () => {
    const limit = new RateLimit({ most: 3, windowMs: 3_000 });
    expect([limit.take('a', 0), limit.take('a', 0), limit.take('a', 0), limit.take('a', 0)]).toEqual([0, 0, 0, 1_000]);
    expect(limit.take('a', 999)).toBe(1);
    expect(limit.take('a', 1_000)).toBe(0);
    expect(limit.take('a', 1_000)).toBe(1_000);
  });

  it('counts what was done elsewhere', () => {
    const limit = new RateLimit({ most: 3, windowMs: 3_000 });
    limit.charge('a', 2, 0);
    expect([limit.take('a', 0), limit.take('a', 0)]).toEqual([0, 1_000]);
  });

  it('counts every caller for himself', () => {
    const limit = new RateLimit({ most: 1, windowMs: 1_000 });
    expect(limit.take('a', 0)).toBe(0);
    expect(limit.take('b', 0)).toBe(0);
    expect(limit.take('a', 0)).toBeGreaterThan(0);
  });

  it('never lets anybody wait longer than a share of the window after the last that counted', () => {
    const limit = new RateLimit({ most: 2, windowMs: 1_000 });
    for (let attempt = 0; attempt < 100; attempt += 1) limit.count('a', 0);
    expect(limit.wait('a', 0)).toBeLessThanOrEqual(1_000);
  });

  it('forgets who came first when there are too many', () => {
    const limit = new RateLimit({ most: 1, windowMs: 1_000 });
    for (let caller = 0; caller < 60_000; caller += 1) limit.count(String(caller), 0);
    expect(limit.size).toBe(50_000);
    expect(limit.wait('59999', 0)).toBeGreaterThan(0);
    expect(limit.wait('0', 0)).toBe(0);
  });
});
