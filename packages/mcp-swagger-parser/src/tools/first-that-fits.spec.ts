import { describe, expect, it } from '@jest/globals';
import { firstThatFits } from './first-that-fits.js';

describe('the first number that fits', () => {
  const range = Array.from({ length: 9 }, (_, number) => number);
  const cases = range.flatMap((low) => range.filter((high) => high >= low).flatMap((high) => range.flatMap((guess) => range.map((first) => ({ low, high, guess, first })))));

  it('is found between any two, whatever was guessed, and never above the last', () => {
    for (const { low, high, guess, first } of cases) {
      const asked: number[] = [];
      const found = firstThatFits(low, high, guess, (number) => {
        asked.push(number);
        return number >= first;
      });
      expect({ low, high, guess, first, found }).toEqual({ low, high, guess, first, found: Math.min(high, Math.max(low, first)) });
      expect(asked.every((number) => number >= low && number < high)).toBe(true);
      expect(new Set(asked).size).toBe(asked.length);
    }
  });

  it('is asked for twice at most when the guess was right', () => {
    for (const { low, high, first } of cases) {
      let asked = 0;
      firstThatFits(low, high, first, (number) => {
        asked++;
        return number >= first;
      });
      expect(asked).toBeLessThanOrEqual(2);
    }
  });
});
