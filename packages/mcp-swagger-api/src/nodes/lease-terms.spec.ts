import { describe, expect, it } from '@jest/globals';
import { fencedAt, foldRenewal, leaseTerms } from './lease-terms.js';

describe('A lease', () => {
  it('of 15 s is renewed every 5 s, and not believed in after 10 s', () => {
    expect(leaseTerms(15_000)).toEqual({ ttlMs: 15_000, renewMs: 5_000, fenceMs: 10_000 });
  });

  it.each([1_500, 2_000, 15_000, 600_000])('of %d ms is over only when its owner has stopped, and leaves room for a renewal that fails', (ttlMs) => {
    const terms = leaseTerms(ttlMs);
    // The database counts from when it was renewed, which is after the renewal was sent.
    expect(fencedAt(1_000, terms)).toBeLessThan(1_000 + ttlMs * 0.8);
    expect(terms.renewMs * 2).toBeLessThanOrEqual(terms.fenceMs);
  });

  it.each([
    ['is kept when it was renewed', [['s', 1]], [['s', 1]], [], []],
    ['is lost when it was not', [['s', 1], ['t', 4]], [['t', 4]], ['s'], []],
    ['is lost when it is of another claim', [['s', 1]], [['s', 2]], ['s'], []],
    ['that the node fenced and still has is nothing lost, and to be given back', [['t', 4]], [['s', 1], ['t', 4]], [], [{ serverId: 's', generation: 1 }]],
  ] as [string, [string, number][], [string, number][], string[], object[]][])('%s', (_, held, renewed, lost, unknown) => {
    expect(foldRenewal(new Map(held), new Map(renewed))).toEqual({ lost, unknown });
  });
});
