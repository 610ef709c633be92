import { expect, it } from '@jest/globals';
import type { ConnectionEvent } from 'mcp-swagger-ipc';
import { type Arrival, ConnectionRegistry } from './connection-registry.js';

function registry(maxConnections = 10): { connections: ConnectionRegistry; events: ConnectionEvent[]; pass(ms: number): void } {
  const events: ConnectionEvent[] = [];
  let nowMs = 1_000;
  const connections = new ConnectionRegistry(
    maxConnections,
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

it('counts requests, and those that are not answered yet', () => {
  const { connections } = registry();
  connections.open(arrival('a'));
  connections.begin('a');
  connections.begin('a');
  connections.end('a');
  expect(connections.list()).toMatchObject([{ requestCount: 2, inFlight: 1, ip: '127.0.0.1', userAgent: 'ua' }]);
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
