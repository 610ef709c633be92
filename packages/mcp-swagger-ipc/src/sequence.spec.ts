import { describe, expect, it } from '@jest/globals';
import { Sequence } from './sequence.js';

describe('Sequence', () => {
  it('finds no gap in an unbroken row', () => {
    const sequence = new Sequence();
    expect([1, 2, 3].map((seq) => sequence.observe(seq))).toEqual([0, 0, 0]);
    expect(sequence.counts).toEqual({ last: 3, gaps: 0, missing: 0 });
  });

  it('counts what is missing, also before the first', () => {
    const sequence = new Sequence();
    expect([3, 4, 10].map((seq) => sequence.observe(seq))).toEqual([2, 0, 5]);
    expect(sequence.counts).toEqual({ last: 10, gaps: 2, missing: 7 });
  });

  it('passes over messages without a number and numbers it has seen', () => {
    const sequence = new Sequence();
    expect([1, undefined, 1, 2].map((seq) => sequence.observe(seq))).toEqual([0, 0, 0, 0]);
  });
});
