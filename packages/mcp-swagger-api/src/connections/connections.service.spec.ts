import { EventEmitter2 } from '@nestjs/event-emitter';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Connection } from 'mcp-swagger-ipc';
import { readEnvironment } from '../config/environment.js';
import { AppEventEmitter } from '../events/app-event-emitter.js';
import { ConnectionTotals } from './connection-totals.js';
import { ConnectionsService } from './connections.service.js';

const INTERVAL_MS = 30_000;
const from = (generation: number) => ({ serverId: 's', generation, timestamp: 0, sentAt: Date.now() });
const check = { at: '2026-01-01T00:00:00.000Z', probe: 'control' as const, healthy: true, latencyMs: 1, eventLoopDelayMs: 0, error: null };
const unused = { connectedAt: 1, lastActivity: 1, duration: 0, requestCount: 0, errorCount: 0, bytesIn: 0, bytesOut: 0, inFlight: 0 };
const statsOf = (...listed: Connection[]) => ({ activeConnections: listed.length, totalConnections: listed.length, full: true, connections: listed, messages: { written: 1, dropped: 0 } });
const vitals = { status: 'healthy', eventLoopDelayMs: 0, rssBytes: 0, heapBytes: 0, cpuMicros: 0 };

let connections: ConnectionsService;
beforeEach(() => {
  jest.useFakeTimers();
  connections = new ConnectionsService(new AppEventEmitter(new EventEmitter2()), readEnvironment({}), new ConnectionTotals());
});
afterEach(() => void jest.useRealTimers());

const start = (generation: number, enabled = true): void =>
  connections.onStarted({ ...from(generation), pid: 1, toolCount: 0, transport: 'streamable', version: '1', reporting: { enabled, statsIntervalMs: 5_000, heartbeatIntervalMs: INTERVAL_MS } });
const beat = (generation: number): void => connections.onHeartbeat({ ...from(generation), ...vitals });
const statusAfter = (ms: number) => {
  jest.advanceTimersByTime(ms);
  return [connections.summary('s').processStatus, connections.summary().processStatus];
};

describe('With MCP_DETAILED_LOGS=false', () => {
  it.each<[string, (clientInfo: object, connection: Connection) => void]>([
    ['its event', (clientInfo) => connections.onConnectionEvent({ ...from(1), event: 'connected', kind: 'stream', sessionId: 'a', clientInfo })],
    ['the stats', (_, connection) => connections.onStats({ ...from(1), ...statsOf(connection) })],
    ['what its process answers', (_, connection) => connections.foldPoll({ serverId: 's', generation: 1, sentAt: 0, stats: statsOf(connection) })],
  ])('a client is masked by whatever way it is heard of, here by %s, and so it is told and remembered', (_, hear) => {
    const emitter = new EventEmitter2();
    const told: unknown[] = [];
    for (const name of ['connection.changed', 'connection.stats', 'connection.ended'] as const) emitter.on(name, (event) => void told.push(event));
    connections = new ConnectionsService(new AppEventEmitter(emitter), readEnvironment({ MCP_DETAILED_LOGS: 'false' }), new ConnectionTotals());
    const known = { ip: '192.168.17.34', userAgent: 'Mozilla/5.0 (Ann-Laptop)' };
    hear({ name: 'claude', ...known }, { ...unused, sessionId: 'a', kind: 'stream', clientInfo: { name: 'claude', ...known }, ...known });
    expect(connections.list()).toMatchObject([{ sessionId: 'a', clientIP: '192.168.17.x', userAgent: 'Mozilla', clientInfo: { name: 'claude', ip: '192.168.17.x', userAgent: 'Mozilla' } }]);
    connections.onExit({ ...from(1), pid: 1, code: 0, signal: null, reason: 'It ended.', expected: true, wasCurrent: true });
    expect(connections.history()).toMatchObject([{ clientIP: '192.168.17.x', userAgent: 'Mozilla' }]);
    expect(told.length).toBeGreaterThanOrEqual(3);
    expect(JSON.stringify([told, connections.history()])).not.toMatch(/17\.34|Ann|5\.0/);
  });
});

describe('How a process does', () => {
  it('is told by the age of its last heartbeat, of one server and of all', () => {
    start(1);
    expect(statusAfter(34_999)).toEqual(['healthy', 'healthy']);
    expect(statusAfter(1)).toEqual(['warning', 'warning']);
    beat(1);
    expect(statusAfter(34_999)).toEqual(['healthy', 'healthy']);
    expect(statusAfter(25_001)).toEqual(['disconnected', 'disconnected']);
  });

  it('is not told by the heartbeat of an earlier process, whose end ends nothing of the next', () => {
    start(1);
    start(2);
    jest.advanceTimersByTime(34_000);
    beat(1);
    expect(statusAfter(1_000)[0]).toBe('warning');
    connections.onExit({ ...from(1), pid: 1, code: 0, signal: null, reason: 'It ended.', expected: true, wasCurrent: false });
    expect(statusAfter(0)[0]).toBe('warning');
    connections.onExit({ ...from(2), pid: 2, code: 0, signal: null, reason: 'It ended.', expected: true, wasCurrent: true });
    expect(statusAfter(0)[0]).toBe('disconnected');
  });

  it('is told by its answers to health checks when it was told not to report, and only then', () => {
    start(1, false);
    jest.advanceTimersByTime(59_000);
    connections.onChecked({ serverId: 's', timestamp: 0, check });
    expect(statusAfter(34_999)[0]).toBe('healthy');
    start(2);
    jest.advanceTimersByTime(59_000);
    connections.onChecked({ serverId: 's', timestamp: 0, check });
    expect(statusAfter(1_000)[0]).toBe('disconnected');
  });

  it('is a warning, and no worse, while its pipe is silent and it answers whoever asks', () => {
    start(1);
    jest.advanceTimersByTime(60_000);
    const stats = { activeConnections: 0, totalConnections: 0, full: true, connections: [], messages: { written: 0, dropped: 0 } };
    connections.foldPoll({ serverId: 's', generation: 1, sentAt: Date.now(), stats });
    expect([statusAfter(60_000)[0], connections.summary('s').source]).toEqual(['warning', 'poll']);
  });
});
