import { describe, expect, it } from '@jest/globals';
import type { ProcessStatus } from 'mcp-swagger-ipc';
import { overallStatus, processStatus } from './process-status.js';

describe('processStatus', () => {
  it.each<[number | undefined, number, ProcessStatus]>([
    [undefined, 30_000, 'disconnected'],
    [0, 30_000, 'healthy'],
    [34_999, 30_000, 'healthy'],
    [35_000, 30_000, 'warning'],
    [59_999, 30_000, 'warning'],
    [60_000, 30_000, 'disconnected'],
    [60_000, 60_000, 'healthy'],
    [65_000, 60_000, 'warning'],
    [120_000, 60_000, 'disconnected'],
  ])('after %s ms with an interval of %s ms is %s', (age, interval, status) => {
    expect(processStatus(age, interval)).toBe(status);
  });
});

describe('overallStatus', () => {
  it.each<[ProcessStatus[], ProcessStatus]>([
    [[], 'disconnected'],
    [['healthy', 'healthy'], 'healthy'],
    [['healthy', 'warning'], 'warning'],
    [['warning', 'disconnected'], 'disconnected'],
  ])('of %j is %s', (statuses, overall) => {
    expect(overallStatus(statuses)).toBe(overall);
  });
});
