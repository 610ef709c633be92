import { EventEmitter2 } from '@nestjs/event-emitter';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Caller } from '../../auth/caller.js';
import { readEnvironment } from '../../config/environment.js';
import { AppEventEmitter } from '../../events/app-event-emitter.js';
import type { AppEventMap } from '../../events/app-events.js';
import { type NewConnection, PipeConnections } from './pipe-connections.js';

const INTERVAL_MS = 1_000;
const caller: Caller = { kind: 'local', id: 'local', name: 'this machine', role: 'admin', scopes: [], ip: '127.0.0.1', byCookie: false };
const from = (generation: number): NewConnection => ({ serverId: 's', generation, request: { headers: { 'user-agent': 'me' } } as NewConnection['request'], caller, said: { clientInfo: { name: 'claude', version: '2' } } });

let connections: PipeConnections;
let told: AppEventMap['mcp.connection.event'][];
let stats: AppEventMap['mcp.connection.stats'][];

beforeEach(() => {
  jest.useFakeTimers();
  const emitter = new EventEmitter2();
  [told, stats] = [[], []];
  emitter.on('mcp.connection.event', (event: (typeof told)[number]) => told.push(event));
  emitter.on('mcp.connection.stats', (event: (typeof stats)[number]) => stats.push(event));
  connections = new PipeConnections(new AppEventEmitter(emitter), readEnvironment({ MCP_STATS_INTERVAL: String(INTERVAL_MS) }));
});
afterEach(() => {
  connections.onApplicationShutdown();
  jest.useRealTimers();
});

describe('Connections over pipes', () => {
  it('are all told of, five hundred at a time', () => {
    for (let index = 0; index < 1_100; index += 1) connections.opened(`session-${index}`, from(1));
    jest.advanceTimersByTime(4 * INTERVAL_MS);
    expect(stats.map((one) => [one.connections.length, one.activeConnections])).toEqual([[500, 1_100], [500, 1_100], [100, 1_100]]);
    expect(new Set(stats.flatMap((one) => one.connections.map(({ sessionId }) => sessionId))).size).toBe(1_100);
  });

  it('of a process that ended are told no more, and its client without sessions is another one with the next process', () => {
    connections.askedWithoutSession(from(1))();
    connections.forgetProcess('s', 1);
    jest.advanceTimersByTime(120_000);
    expect(stats).toEqual([]);
    connections.askedWithoutSession(from(2))();
    expect(told.map(({ event, generation, clientInfo }) => [event, generation, clientInfo.name])).toEqual([['connected', 1, 'claude'], ['connected', 2, 'claude']]);
  });

  it('without sessions end when they are idle', () => {
    connections.askedWithoutSession(from(1))();
    jest.advanceTimersByTime(59_000);
    expect(told).toHaveLength(1);
    jest.advanceTimersByTime(3_000);
    expect(told.at(-1)).toMatchObject({ event: 'disconnected', kind: 'derived', reason: 'silent for 60000 ms' });
  });
});
