import { describe, expect, it } from '@jest/globals';
import { RecentCalls } from './recent-calls.js';
import { RecentGrowth } from './recent-growth.js';

describe('RecentCalls', () => {
  it('knows the rate of errors in percent and the duration that 95 of 100 calls keep', () => {
    const calls = new RecentCalls(1_000);
    for (let index = 1; index <= 100; index += 1) calls.add(index, index % 4 === 0, 10);
    expect(calls.figures(20)).toEqual({ errorRate: 25, p95Ms: 95 });
  });

  it('forgets what is over, and says nothing of a few', () => {
    const calls = new RecentCalls(1_000);
    for (let index = 0; index < 4; index += 1) calls.add(1, true, 10);
    expect(calls.figures(20).errorRate).toBeUndefined();
    calls.add(1, true, 10);
    expect(calls.figures(20).errorRate).toBe(100);
    expect(calls.figures(2_000).errorRate).toBeUndefined();
  });
});

describe('RecentGrowth', () => {
  it('counts what came within the window, also over a counter that was set back', () => {
    const growth = new RecentGrowth(1_000);
    expect([growth.observe(5, 0), growth.observe(7, 100), growth.observe(7, 200), growth.observe(3, 300), growth.observe(3, 1_200), growth.observe(3, 1_400)]).toEqual([5, 7, 7, 10, 3, 0]);
  });
});
