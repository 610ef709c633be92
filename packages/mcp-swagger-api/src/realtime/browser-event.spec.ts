import { describe, expect, it } from '@jest/globals';
import type { ConnectionStatsPayload, ConnectionView } from 'mcp-swagger-ipc';
import { mergeConnectionStats, toConnectionEvent, toConnections, toError } from './browser-event.js';

const connection = (sessionId: string, requestCount = 0): ConnectionView => ({
  sessionId,
  kind: 'session',
  serverId: 'server-1',
  clientIP: '127.0.0.1',
  userAgent: null,
  clientInfo: { name: 'claude' },
  connectedAt: '2026-01-01T00:00:00.000Z',
  lastActivity: '2026-01-01T00:00:00.000Z',
  requestCount,
  errorCount: 0,
  inFlight: 0,
  bytesIn: 0,
  bytesOut: 0,
  lastTool: null,
  duration: 1_500,
});

const stats = (connections: ConnectionView[], totalConnections: number): ConnectionStatsPayload => ({
  serverId: 'server-1',
  timestamp: '2026-01-01T00:00:00.000Z',
  activeConnections: 1,
  totalConnections,
  processStatus: 'healthy',
  source: 'pipe',
  connections,
});

describe('toConnectionEvent', () => {
  const change = { serverId: 'server-1', timestamp: Date.parse('2026-01-01T00:00:02Z'), connection: connection('a') };

  it('carries the connection when it opens', () => {
    expect(toConnectionEvent({ ...change, event: 'connected' })).toMatchObject({ timestamp: '2026-01-01T00:00:02.000Z', connection: { sessionId: 'a' } });
  });

  it('carries the duration and the reason when it ends', () => {
    const payload = toConnectionEvent({ ...change, event: 'disconnected', reason: 'DELETE' });
    expect(payload).toMatchObject({ duration: 1_500, reason: 'DELETE' });
    expect(payload).not.toHaveProperty('connection');
  });
});

describe('mergeConnectionStats', () => {
  it('keeps the later counts, and of each connection its later state', () => {
    const merged = mergeConnectionStats(stats([connection('a', 1), connection('b', 1)], 2), stats([connection('b', 5), connection('c', 0)], 3));
    expect(merged.totalConnections).toBe(3);
    expect(merged.connections.map(({ sessionId, requestCount }) => [sessionId, requestCount])).toEqual([
      ['a', 1],
      ['b', 5],
      ['c', 0],
    ]);
  });
});

describe('toConnections', () => {
  it('bounds a frame, and keeps the true counts', () => {
    const many = Array.from({ length: 800 }, (_, index) => connection(`s${index}`));
    const frame = toConnections('server-1', { activeConnections: 800, totalConnections: 900, totalSinceStart: 0, processStatus: 'healthy', source: 'pipe', lastUpdate: null }, many);
    expect(frame.connections).toHaveLength(500);
    expect(frame.activeConnections).toBe(800);
  });
});

describe('toError', () => {
  it('leaves the stack behind', () => {
    const error = { serverId: 's', timestamp: 0, generation: 1, sentAt: 0, code: 'X', message: 'm', stack: 'at secret' };
    expect(toError(error)).toEqual({ serverId: 's', timestamp: '1970-01-01T00:00:00.000Z', code: 'X', message: 'm' });
  });
});
