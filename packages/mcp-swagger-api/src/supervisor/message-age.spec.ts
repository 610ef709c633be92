import { expect, it } from '@jest/globals';
import { MessageAge } from './message-age.js';

const HOUR = 3_600_000;

it('is the time from the stamp to the handling', () => {
  const age = new MessageAge();
  expect(age.of(1_000, { epochMs: 1_004, monotonicMs: 0 })).toBe(4);
  expect(age.of(1_020, { epochMs: 1_021, monotonicMs: 17 })).toBe(1);
});

it.each([
  ['forward', HOUR],
  ['back', -HOUR],
])('stays what it was when the clock is set %s while messages are on their way', (_, jump) => {
  const age = new MessageAge();
  const start = 10 * HOUR;
  age.of(start, { epochMs: start, monotonicMs: 0 });
  // Stamped before the jump, handled after it; then one that is stamped after it.
  expect(age.of(start + 10, { epochMs: start + 13 + jump, monotonicMs: 13 })).toBe(3);
  expect(age.of(start + 20 + jump, { epochMs: start + 25 + jump, monotonicMs: 25 })).toBe(5);
});

it('is never negative', () => {
  expect(new MessageAge().of(2_000, { epochMs: 1_000, monotonicMs: 0 })).toBe(0);
});
