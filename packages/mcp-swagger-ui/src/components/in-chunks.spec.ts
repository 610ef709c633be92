import { describe, expect, it } from '@jest/globals';
import { inChunks } from './in-chunks';

const ends = (startIndex: number, endIndex: number, count = 1_000) => {
  const indexes = inChunks({ startIndex, endIndex, count });
  return [indexes[0], indexes.at(-1)];
};

describe('inChunks', () => {
  it.each([
    [0, 19, [0, 23]],
    [1, 20, [0, 31]],
    [3, 22, [0, 31]],
    [11, 30, [0, 39]],
    [12, 31, [8, 39]],
    [985, 999, [976, 999]],
  ])('for %d to %d', (start, end, expected) => expect(ends(start, end)).toEqual(expected));

  it('has everything in sight, and hardly changes while a chunk is scrolled through', () => {
    const seen = new Set<string>();
    for (let start = 0; start < 80; start += 1) {
      const [first = 0, last = 0] = ends(start, start + 20);
      expect(first <= start && last >= start + 20).toBe(true);
      seen.add(`${first} ${last}`);
    }
    expect(seen.size).toBeLessThanOrEqual(22);
  });

  it('is empty without rows', () => expect(inChunks({ startIndex: 0, endIndex: 0, count: 0 })).toEqual([]));
});
