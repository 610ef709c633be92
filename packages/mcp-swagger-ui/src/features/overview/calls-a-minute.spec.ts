import { describe, expect, it } from '@jest/globals';
import { callsAMinute, callsByMinute } from './calls-a-minute';

const series = [
  { at: '2026-01-01T10:00:00.000Z', calls: 30 },
  { at: '2026-01-01T10:02:00.000Z', calls: 12 },
  { at: '2026-01-01T10:03:00.000Z', calls: 5 },
];

describe('Calls a minute', () => {
  it.each([
    ['2026-01-01T10:03:00.000Z', 17],
    ['2026-01-01T10:03:30.000Z', 11],
    ['2026-01-01T10:03:45.000Z', 8],
    ['2026-01-01T10:09:00.000Z', 0],
  ])('at %s: %d', (to, expected) => expect(callsAMinute(series, to)).toBe(expected));

  it('are 0 in a minute that the series leaves out', () => expect(callsByMinute(series, '2026-01-01T10:03:10.000Z', 4)).toEqual([30, 0, 12, 5]));
});
