import { describe, expect, it } from '@jest/globals';
import type { HealthCheckView } from 'mcp-swagger-ipc';
import { healthOf } from './health-of.js';

const READY = '2026-01-01T00:00:00.000Z';
const check = (probe: HealthCheckView['probe'], healthy: boolean, second: number): HealthCheckView => ({
  at: `2026-01-01T00:00:0${second}.000Z`,
  probe,
  healthy,
  latencyMs: 1,
  eventLoopDelayMs: null,
  error: healthy ? null : 'no answer',
});

describe('healthOf', () => {
  it('knows nothing of a process that nobody looked at, or that does not run', () => {
    expect(healthOf('s', 'running', READY, [], 3).status).toBe('unknown');
    expect(healthOf('s', 'stopped', null, [check('control', false, 1)], 3)).toMatchObject({ status: 'unknown', control: null });
  });

  it('counts the failures of each kind since the last success', () => {
    const checks = [check('control', false, 1), check('control', true, 2), check('mcp', false, 3), check('control', false, 4), check('mcp', false, 5)];
    expect(healthOf('s', 'running', READY, checks, 3)).toMatchObject({ status: 'failing', missed: { control: 1, mcp: 2 } });
    expect(healthOf('s', 'running', READY, checks.slice(0, 2), 3)).toMatchObject({ status: 'healthy', missed: { control: 0, mcp: 0 } });
  });

  it('calls a server failing whose API behind it fails, and shows the last look at that', () => {
    const checks = [check('control', true, 1), check('upstream', false, 2)];
    expect(healthOf('s', 'running', READY, checks, 3)).toMatchObject({ status: 'failing', missed: { control: 0, mcp: 0, upstream: 1 }, upstream: { error: 'no answer' } });
  });

  it('does not hold the failures of an earlier process against its successor', () => {
    expect(healthOf('s', 'running', '2026-01-01T00:00:03.000Z', [check('control', false, 2), check('control', true, 4)], 3).status).toBe('healthy');
  });
});
