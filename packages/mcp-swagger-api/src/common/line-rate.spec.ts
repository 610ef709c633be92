import { describe, expect, it } from '@jest/globals';
import { LineRate } from './line-rate.js';

const passed = (rate: LineRate, times: number[]) => times.filter((time) => rate.take(time)).length;

describe('LineRate', () => {
  it('lets a burst of two seconds pass, and no more at once', () => {
    expect(passed(new LineRate(100), Array.from({ length: 1_000 }, () => 5))).toBe(200);
  });

  it('lets a steady flow at its rate pass whole', () => {
    expect(passed(new LineRate(100), Array.from({ length: 1_000 }, (_, index) => index * 10))).toBe(1_000);
  });

  it('holds a flood down to its rate', () => {
    // 50 lines a millisecond for ten seconds.
    const flood = Array.from({ length: 500_000 }, (_, index) => index / 50);
    expect(passed(new LineRate(100), flood)).toBeCloseTo(200 + 10 * 100, -1);
  });
});
