import { describe, expect, it } from '@jest/globals';
import type { ProcessStateName } from 'mcp-swagger-ipc';
import { type Action, reconcile } from './reconcile.js';

describe('reconcile', () => {
  it.each<[ProcessStateName, Action, Action, Action]>([
    // observed, to run, to run when asked by a person, to stop
    ['stopped', 'start', 'start', 'none'],
    ['starting', 'none', 'none', 'stop'],
    ['running', 'none', 'none', 'stop'],
    ['unhealthy', 'none', 'none', 'stop'],
    ['backoff', 'none', 'start', 'stop'],
    ['failed', 'none', 'start', 'stop'],
    ['stopping', 'start', 'start', 'stop'],
  ])('%s', (observed, run, asked, stop) => {
    expect(reconcile('running', observed, false)).toBe(run);
    expect(reconcile('running', observed, true)).toBe(asked);
    expect(reconcile('stopped', observed, false)).toBe(stop);
    expect(reconcile('stopped', observed, true)).toBe(stop);
  });
});
