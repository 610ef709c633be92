import { describe, expect, it } from '@jest/globals';
import { Minutes, OTHER_TOOLS } from './minutes.js';

const call = (tool: string, durationMs = 1, isError = false) => ({ tool, durationMs, isError, bytesIn: 10, bytesOut: 1 });

describe('Minutes', () => {
  it('counts the calls of a tool in one row a minute', () => {
    const minutes = new Minutes();
    const row = minutes.add('s', call('a', 5), 60_001);
    expect(minutes.add('s', call('a', 15, true), 119_999)).toBe(row);
    expect(row).toMatchObject({ serverId: 's', tool: 'a', minute: new Date(60_000), calls: 2, errors: 1, totalMs: 20, maxMs: 15, bytesIn: 20, bytesOut: 2 });
    expect(Object.values(row.durations)).toEqual([1, 1]);
    const next = minutes.add('s', call('a'), 120_000);
    expect([next.id === row.id, next.calls, row.calls]).toEqual([false, 1, 2]);
  });

  it('never changes a minute that it has left, even if the clock goes back', () => {
    const minutes = new Minutes();
    const early = minutes.add('s', call('a'), 60_000);
    minutes.add('s', call('a'), 120_000);
    const again = minutes.add('s', call('a'), 61_000);
    expect([again.id === early.id, again.minute, early.calls]).toEqual([false, new Date(60_000), 1]);
  });

  it('keeps a bounded number of names, and counts all the same', () => {
    const minutes = new Minutes();
    for (let index = 0; index < 2_000; index += 1) minutes.add('s', call(`tool-${index}`), 0);
    const [first, second] = [minutes.add('s', call('one more'), 1), minutes.add('s', call('and another'), 2)];
    expect([first.tool, second === first, second.calls]).toEqual([OTHER_TOOLS, true, 2]);
  });
});
