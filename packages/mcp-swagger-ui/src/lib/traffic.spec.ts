import { describe, expect, it } from '@jest/globals';
import type { Connection } from './api';
import { Traffic } from './traffic';

const connection = (sessionId: string, requestCount: number, errorCount = 0) => ({ serverId: 's', sessionId, requestCount, errorCount }) as Connection;

describe('Traffic', () => {
  it('knows nothing at first', () => expect(new Traffic().view(0)).toEqual({ perMinute: null, errorShare: null, course: [] }));

  it('does not count what was done before it looked', () => {
    const traffic = new Traffic();
    traffic.observe([connection('a', 1_000)], 0);
    traffic.observe([connection('a', 1_010, 5)], 30_000);
    expect(traffic.view(30_000)).toMatchObject({ perMinute: 20, errorShare: 0.5 });
  });

  it('counts all that a newcomer did, and keeps what one that left did', () => {
    const traffic = new Traffic();
    traffic.observe([], 0);
    traffic.observe([connection('a', 6)], 20_000);
    traffic.observe([], 30_000);
    expect(traffic.view(30_000).perMinute).toBe(12);
  });

  it('forgets what is older than a minute', () => {
    const traffic = new Traffic();
    traffic.observe([], 0);
    traffic.observe([connection('a', 60)], 5_000);
    traffic.observe([connection('a', 60)], 70_000);
    traffic.observe([connection('a', 60)], 140_000);
    expect(traffic.view(140_000).perMinute).toBe(0);
  });
});
