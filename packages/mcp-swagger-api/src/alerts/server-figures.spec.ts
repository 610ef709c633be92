import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ProcessView } from 'mcp-swagger-ipc';
import type { ConnectionsService } from '../connections/connections.service.js';
import type { AppEventMap } from '../events/app-events.js';
import type { SupervisorService } from '../supervisor/supervisor.service.js';
import type { Metric } from './metric.js';
import { ServerFigures } from './server-figures.js';

const running = { serverId: 'one', state: 'running', pid: 7, resources: { rssBytes: 5e8, cpuPercent: 42 }, lastHealthCheck: { healthy: true } };
const gone = { ...running, pid: null, state: 'backoff' };

let view: object;
let ipc: object;
let figures: ServerFigures;
beforeEach(() => {
  view = running;
  ipc = {};
  const supervisor = { views: () => [view as ProcessView], ipc: () => new Map([['one', ipc]]) };
  const connections = { summary: (serverId: string) => ({ activeConnections: serverId === 'one' ? 12 : 0 }) };
  figures = new ServerFigures(supervisor as unknown as SupervisorService, connections as unknown as ConnectionsService);
});

const look = (inMs = 0) => figures.look(performance.now() + inMs).get('one');
const call = (durationMs: number, isError: boolean) => figures.onCall({ serverId: 'one', durationMs, isError } as AppEventMap['mcp.call']);
const exit = (expected: boolean) => figures.onExit({ serverId: 'one', expected } as AppEventMap['mcp.process.exit']);

describe('What rules can watch', () => {
  it('is all fine, and nothing of calls, of a server that nobody has called', () => {
    expect(look()).toEqual({ failed: 0, unhealthy: 0, restarts: 0, errorRate: undefined, p95Ms: undefined, memoryBytes: 5e8, cpuPercent: 42, connections: 12, ipcGaps: 0, parseErrors: 0 });
  });

  it.each<[string, object, Partial<Record<Metric, number | undefined>>]>([
    ['has failed', { ...gone, state: 'failed' }, { failed: 1, unhealthy: 0 }],
    ['was found unhealthy', { ...running, state: 'unhealthy' }, { unhealthy: 1 }],
    ['missed its last check', { ...running, lastHealthCheck: { healthy: false } }, { unhealthy: 1 }],
    ['is gone: neither its last check nor its last measure count', { ...gone, lastHealthCheck: { healthy: false } }, { unhealthy: 0, memoryBytes: undefined, cpuPercent: undefined }],
  ])('of a process that %s', (_, told, expected) => {
    view = told;
    expect(look()).toMatchObject(expected);
  });

  it('are calls that failed and how long they took', () => {
    for (const isError of [true, false, false, false, true]) call(isError ? 900 : 10, isError);
    expect(look()).toMatchObject({ errorRate: 40, p95Ms: 900 });
  });

  it('are ends that nobody asked for, each, until ten minutes later', () => {
    exit(false);
    exit(false);
    exit(true);
    expect(look()?.restarts).toBe(2);
    expect(look(11 * 60_000)?.restarts).toBe(0);
  });

  it('are messages that were lost and lines that were not understood, of five minutes', () => {
    ipc = { gaps: 3, parseErrors: { json: 1, version: 0, type: 2, shape: 0, overlong: 1 } };
    expect(look()).toMatchObject({ ipcGaps: 3, parseErrors: 4 });
    expect(look(6 * 60_000)).toMatchObject({ ipcGaps: 0, parseErrors: 0 });
  });
});
