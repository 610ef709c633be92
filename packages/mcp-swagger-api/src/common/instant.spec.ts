import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toInstant } from './instant.js';

describe('toInstant', () => {
  it('writes what Date writes, one after the other, near and far', () => {
    const near = fc.integer({ min: 1_760_000_000_000, max: 1_760_000_003_000 });
    const far = fc.integer({ min: 0, max: 253_402_300_799_999 });
    fc.assert(fc.property(fc.array(fc.oneof(near, far)), (times) => expect(times.map(toInstant)).toEqual(times.map((time) => new Date(time).toISOString()))));
  });

  it('leaves parts of a millisecond away, and takes no nonsense', () => {
    expect(toInstant(1_760_000_000_000.9)).toBe(new Date(1_760_000_000_000.9).toISOString());
    expect(() => toInstant(Number.NaN)).toThrow(RangeError);
  });
});
