import { expect, it } from '@jest/globals';
import { lateAfterMs, nextLook } from './poll-schedule.js';

it.each([
  [30_000, 35_000],
  [200, 1_200],
  [12_000, 14_000],
  [600_000, 605_000],
])('calls a heartbeat every %d ms late after %d ms', (intervalMs, late) => {
  expect(lateAfterMs(intervalMs)).toBe(late);
});

it('leaves a pipe that speaks alone, and looks again when it would be late', () => {
  expect(nextLook({ silentMs: 10_000, intervalMs: 30_000, delayMs: 16_000 })).toEqual({ isLate: false, waitMs: 25_000, delayMs: 2_000 });
});

it('polls a silent one after 2 s, then ever less often, twice a minute at last', () => {
  const waits: number[] = [];
  for (let delayMs = 2_000, polls = 0; polls < 7; polls += 1) {
    const look = nextLook({ silentMs: 40_000, intervalMs: 30_000, delayMs });
    waits.push(look.waitMs);
    delayMs = look.delayMs;
  }
  expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});
