import { describe, expect, it } from '@jest/globals';
import { durationOf, percentileOf, stepOf } from './duration-steps.js';

describe('The steps of durations', () => {
  it.each([0.25, 0.3, 1, 7.7, 10, 123, 999, 30_000, 3_600_000])('tell %d ms within a tenth', (ms) => {
    expect(Math.abs(durationOf(stepOf(ms)) / ms - 1)).toBeLessThan(0.1);
  });

  it.each([
    [0, 0],
    [0.1, 0],
    [1e12, 108],
  ])('have a first and a last for what is beyond: %d ms', (ms, step) => {
    expect(stepOf(ms)).toBe(step);
  });

  it('give percentiles', () => {
    const counts = new Map<number, number>();
    for (let ms = 1; ms <= 1_000; ms += 1) counts.set(stepOf(ms), (counts.get(stepOf(ms)) ?? 0) + 1);
    expect(Math.abs((percentileOf(counts, 0.5) ?? 0) / 500 - 1)).toBeLessThan(0.1);
    expect(Math.abs((percentileOf(counts, 0.95) ?? 0) / 950 - 1)).toBeLessThan(0.1);
    // Rows come in any order.
    expect(percentileOf(new Map([...counts].reverse()), 0.95)).toBe(percentileOf(counts, 0.95));
    expect(percentileOf(new Map(), 0.95)).toBeNull();
  });
});
