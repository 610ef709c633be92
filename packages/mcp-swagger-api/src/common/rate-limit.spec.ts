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

  it.each([3, 6, 7, 11, 13, 997])('lets exactly %i through at once, whatever share of the window each is', (most) => {
    const limit = new RateLimit({ most, windowMs: 1_000 });
    const now = 123_456.789;
    expect(Array.from({ length: most }, () => limit.take('a', now))).toEqual(Array<number>(most).fill(0));
    expect(limit.take('a', now)).toBeGreaterThan(0);
  });

  it('lets nobody owe more than a window for what he did elsewhere', () => {
    const limit = new RateLimit({ most: 20, windowMs: 2_000 });
    limit.charge('a', 15, 0);
    expect(Array.from({ length: 6 }, () => limit.take('a', 0))).toEqual([0, 0, 0, 0, 0, 100]);
    limit.charge('a', 1_000, 0);
    expect(limit.take('a', 0)).toBe(2_100);
  });

  it('forgets who was silent longest, not who calls', () => {
    const limit = new RateLimit({ most: 1, windowMs: 1_000 });
    limit.take('busy', 0);
    for (let caller = 0; caller < 49_999; caller += 1) limit.count(String(caller), 0);
    expect(limit.take('busy', 0)).toBeGreaterThan(0);
    limit.count('one more', 0);
    expect(limit.wait('busy', 0)).toBeGreaterThan(0);
    expect(limit.wait('0', 0)).toBe(0);
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
