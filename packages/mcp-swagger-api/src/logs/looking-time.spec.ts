import { describe, expect, it } from '@jest/globals';
import type { LogLineView } from 'mcp-swagger-ipc';
import { LookingTime } from './looking-time.js';

const line: LogLineView = { id: 1, serverId: 'a', timestamp: '2026-11-21T10:00:00.000Z', stream: 'stderr', level: 'info', text: 'x' };

/** Time goes by only where it is said. */
function clock() {
  const at = { ms: 0 };
  const time = new LookingTime(() => at.ms);
  const joined = (lookMs: number, conditions = { search: 'x' }) => {
    const viewer = time.join(conditions, () => {
      at.ms += lookMs;
      return true;
    });
    return { ...viewer, looksAt: (lines: number) => Array.from({ length: lines }, () => viewer.wants(line)).filter((answer) => answer === true).length };
  };
  return { at, joined };
}

describe('LookingTime', () => {
  it('is enough for every line when a look is cheap', () => {
    const { joined } = clock();
    expect(joined(0.01).looksAt(10_000)).toBe(10_000);
  });

  it('ends for one who looks for long, and comes back as a fifth of what goes by', () => {
    const { at, joined } = clock();
    const viewer = joined(120);
    expect(viewer.looksAt(1_000)).toBeLessThanOrEqual(3);
    at.ms += 10_000;
    expect(viewer.looksAt(1_000)).toBeLessThanOrEqual(3);
    const before = at.ms;
    let looks = 0;
    while (at.ms < before + 60_000) {
      looks += viewer.looksAt(1);
      at.ms += 10;
    }
    expect(looks * 120).toBeGreaterThan(60_000 * 0.15);
    expect(looks * 120).toBeLessThan(60_000 * 0.25);
  });

  it('is not more for many than for one', () => {
    const { at, joined } = clock();
    const viewers = Array.from({ length: 200 }, () => joined(120));
    for (const viewer of viewers) viewer.looksAt(1);
    // Three looks: while one is taken, time goes by as well.
    expect(at.ms).toBeLessThanOrEqual(360);
  });

  it('is left to others by one who has used up his part', () => {
    const { at, joined } = clock();
    const hostile = joined(120);
    const decent = joined(0.1);
    let [seen, said] = [0, 0];
    for (let second = 0; second < 100; second += 1) {
      hostile.looksAt(100);
      seen += decent.looksAt(10);
      said += 10;
      at.ms += 1_000;
    }
    expect(seen / said).toBeGreaterThan(0.9);
  });

  it('is free for those who look for no text, and given back by those who leave', () => {
    const { at, joined } = clock();
    expect(joined(120, {} as { search: string }).looksAt(50)).toBe(50);
    at.ms += 1_000_000;
    const [first, second] = [joined(1), joined(1)];
    second.leave();
    expect(first.looksAt(1_000)).toBeGreaterThanOrEqual(200);
  });
});
