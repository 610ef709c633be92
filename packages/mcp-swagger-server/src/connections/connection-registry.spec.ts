import { expect, it } from '@jest/globals';
import type { ConnectionEvent } from 'mcp-swagger-ipc';
import { type Arrival, type Capacity, ConnectionRegistry } from './connection-registry.js';

function registry(maxConnections = 10, onLimit: Capacity['onLimit'] = 'reject'): { connections: ConnectionRegistry; events: ConnectionEvent[]; pass(ms: number): void } {
  const events: ConnectionEvent[] = [];
  let nowMs = 1_000;
  const connections = new ConnectionRegistry(
    { maxConnections, onLimit },
    (event) => events.push(event),
    () => nowMs,
  );
  return { connections, events, pass: (ms) => (nowMs += ms) };
}

function arrival(sessionId: string, kind: Arrival['kind'] = 'session'): Arrival {
  return { sessionId, kind, client: { name: 'c', ip: '127.0.0.1', userAgent: 'ua' } };
}

it('tells who came and who went, and how long they stayed', () => {
  const { connections, events, pass } = registry();
  connections.open(arrival('a'));
  pass(250);
  expect(connections.close('a', 'left')).toBe(true);
  expect(events).toMatchObject([
    { event: 'connected', sessionId: 'a', clientInfo: { name: 'c', connectedAt: expect.any(Number) } },
    { event: 'disconnected', sessionId: 'a', reason: 'left', duration: 250 },
  ]);
});

it('tells an end once', () => {
  const { connections, events } = registry();
  connections.open(arrival('a'));
  connections.close('a', 'left');
  expect(connections.close('a', 'left again')).toBe(false);
  expect(events).toHaveLength(2);
});

it('turns away whom it has no room for, and does not count them', () => {
  const { connections, events } = registry(1);
  connections.open(arrival('a'));
  expect(connections.open(arrival('b')).refused).toContain('at most 1');
  expect(events.at(-1)).toMatchObject({ event: 'rejected', sessionId: 'b', reason: '1 of 1 connections are in use' });
  expect([connections.activeConnections, connections.totalConnections]).toEqual([1, 1]);
});

it('gives the place of whoever was idle longest to a newcomer, if it is told to', () => {
  const { connections, events, pass } = registry(3, 'evict-oldest');
  const evicted: string[] = [];
  connections.evictBy('session', (id, reason) => evicted.push(`${id}: ${reason}`));
  for (const id of ['busy', 'old', 'young']) {
    connections.open(arrival(id));
    pass(10);
  }
  connections.begin('busy');
  expect(connections.open(arrival('new')).refused).toBeUndefined();
  expect(evicted).toEqual(['old: its place went to a newcomer: of 3 connections it was idle longest']);
  expect(events.slice(-2)).toMatchObject([
    { event: 'disconnected', sessionId: 'old', reason: expect.stringContaining('idle longest') },
    { event: 'connected', sessionId: 'new' },
  ]);
});

it('turns a newcomer away when nobody can be evicted', () => {
  const { connections, events } = registry(2, 'evict-oldest');
  connections.open(arrival('busy'));
  connections.begin('busy');
  connections.open(arrival('listening', 'stream'));
  expect(connections.open(arrival('new')).refused).toContain('at most 2');
  expect(events.at(-1)).toMatchObject({ event: 'rejected', sessionId: 'new' });
});

it('keeps a place for a client that did not say yet who it is, and tells of it then', () => {
  const { connections, events } = registry(1);
  connections.reserve(arrival('a'));
  expect(connections.open(arrival('b')).refused).toContain('at most 1');
  expect(connections.list()).toEqual([]);
  connections.open({ ...arrival('a'), client: { name: 'named' } });
  expect(events.slice(1)).toMatchObject([{ event: 'connected', sessionId: 'a', clientInfo: { name: 'named' } }]);
  connections.release('a', 'too late');
  expect(connections.activeConnections).toBe(1);
});

it('tells of a place that was given up, and gives it to the next', () => {
  const { connections, events } = registry(1);
  connections.reserve(arrival('a'));
  connections.release('a', 'said nothing');
  connections.release('a', 'said nothing again');
  expect(events).toMatchObject([{ event: 'rejected', sessionId: 'a', reason: 'said nothing' }]);
  expect(connections.open(arrival('b')).refused).toBeUndefined();
});

it('finds those that were let in long ago', () => {
  const { connections, pass } = registry();
  connections.open(arrival('old'));
  pass(100);
  connections.open(arrival('young'));
  connections.touch('old');
  expect(connections.older('session', 100)).toEqual(['old']);
});

it('counts requests, and those that are not answered yet', () => {
  const { connections } = registry();
  connections.open(arrival('a'));
  connections.begin('a');
  connections.begin('a');
  connections.end('a');
  expect(connections.list()).toMatchObject([{ requestCount: 2, inFlight: 1, ip: '127.0.0.1', userAgent: 'ua' }]);
});

it('knows what the calls of a connection came to, and says so when it ends', () => {
  const { connections, events, pass } = registry();
  const call = { tool: 'getPet', sessionId: 'a', durationMs: 1, isError: false, bytesIn: 100, bytesOut: 10 };
  connections.open(arrival('a'));
  connections.begin('a');
  pass(20);
  connections.end('a');
  connections.noteCall(call);
  connections.noteCall({ ...call, tool: 'addPet', isError: true });
  connections.noteCall({ ...call, sessionId: 'gone' });
  const use = { requestCount: 1, errorCount: 1, bytesIn: 200, bytesOut: 20, lastTool: 'addPet' };
  expect(connections.takeChanged()).toMatchObject([use]);
  connections.close('a', 'left');
  const { use: told, clientInfo } = events.at(-1) ?? {};
  expect(told).toEqual({ ...use, lastActivity: (clientInfo?.connectedAt ?? 0) + 20 });
});

it('tells a change once', () => {
  const { connections } = registry();
  connections.open(arrival('a'));
  connections.open(arrival('b'));
  expect(connections.takeChanged().map(({ sessionId }) => sessionId)).toEqual(['a', 'b']);
  connections.touch('b');
  expect(connections.takeChanged().map(({ sessionId }) => sessionId)).toEqual(['b']);
  expect(connections.takeChanged()).toEqual([]);
});

it('finds those that are silent, of one kind, with nothing in flight', () => {
  const { connections, pass } = registry();
  for (const id of ['silent', 'busy', 'active']) connections.open(arrival(id));
  connections.open(arrival('derived', 'derived'));
  connections.begin('busy');
  pass(100);
  connections.touch('active');
  pass(50);
  expect(connections.idle('session', 100)).toEqual(['silent']);
  expect(connections.idle('derived', 100)).toEqual(['derived']);
});

it('measures activity on a clock that does not jump', () => {
  const { connections, pass } = registry();
  connections.open(arrival('a'));
  pass(500);
  connections.touch('a');
  pass(100);
  const [view] = connections.list();
  expect([(view?.lastActivity ?? 0) - (view?.connectedAt ?? 0), view?.duration]).toEqual([500, 600]);
});

it('is quiet when the last request is answered or its connection is gone; streams do not count', async () => {
  const { connections } = registry();
  connections.open(arrival('a'));
  connections.open(arrival('b'));
  connections.open(arrival('s', 'stream'));
  for (const id of ['a', 'b', 's']) connections.begin(id);
  const quiet = connections.whenQuiet(10_000);
  connections.end('a');
  connections.close('b', 'left');
  expect(await quiet).toBe(true);
  connections.begin('a');
  expect(await connections.whenQuiet(5)).toBe(false);
});
