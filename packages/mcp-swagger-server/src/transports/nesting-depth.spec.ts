import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDeeperThan } from './nesting-depth.js';

it.each([
  ['[[[]]]', 2, true],
  ['[[[]]]', 3, false],
  ['{"a":[{"b":1}]}', 2, true],
  ['{"a":[{"b":1}]}', 3, false],
  ['[[],[],[],[]]', 2, false],
  ['["[[[[[[", "{{{{{{"]', 1, false],
  ['["\\"[[[["]', 1, false],
  ['["\\\\",[[1]]]', 2, true],
  ['["\\\\",[[1]]]', 3, false],
  ['"never closed [[[[[[', 1, false],
  ['["never closed \\', 1, false],
  ['[[[[', 3, true],
])('%s is deeper than %i: %s', (text, most, expected) => {
  expect(isDeeperThan(text, most)).toBe(expected);
});

it('agrees with a walk over the parsed value', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), fc.integer({ min: 0, max: 6 }), (text, most) => {
      expect(isDeeperThan(text, most)).toBe(depthOf(JSON.parse(text)) > most);
    }),
  );
});

it('takes linear time for a hostile text', () => {
  expect(isDeeperThan(`["${'\\"'.repeat(1_000_000)}"]`, 1)).toBe(false);
  expect(isDeeperThan(`["${'\\'.repeat(2_000_000)}"]`, 1)).toBe(false);
});

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
