import { expect, it } from '@jest/globals';
import { CallCounts } from './call-counts.js';

const call = (tool: string, durationMs: number, isError = false) => ({ tool, durationMs, isError, bytesIn: 10, bytesOut: 1 });

it('counts in sum and by tool, errors and durations too', () => {
  const counts = new CallCounts();
  counts.add(call('a', 5), 1);
  counts.add(call('a', 15, true), 2);
  counts.add(call('b', 1), 3);
  expect(counts.sum).toEqual({ calls: 3, errors: 1, totalMs: 21, maxMs: 15, bytesIn: 30, bytesOut: 3, lastAt: 3 });
  expect(counts.tools.get('a')).toMatchObject({ calls: 2, errors: 1, totalMs: 20, lastAt: 2 });
});

it('keeps a bounded number of names, and counts all the same', () => {
  const counts = new CallCounts();
  for (let index = 0; index < 2_100; index += 1) counts.add(call(`tool-${index}`, 1), index);
  expect([counts.tools.size, counts.sum.calls]).toEqual([2_000, 2_100]);
});
