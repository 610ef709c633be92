import { describe, expect, it } from '@jest/globals';
import type { Connection, ConnectionEvent, ConnectionStats } from 'mcp-swagger-ipc';
import { type Now, ProcessConnections } from './process-connections.js';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const at = (ms: number): Now => ({ epochMs: START + ms, monotonicMs: 5_000 + ms });

const connected = (sessionId: string): ConnectionEvent => ({
  event: 'connected',
  kind: 'session',
  sessionId,
  clientInfo: { name: 'claude', version: '1', ip: '127.0.0.1', userAgent: 'node', protocolVersion: '2025-11-25' },
});
const disconnected = (sessionId: string): ConnectionEvent => ({ event: 'disconnected', kind: 'session', sessionId, clientInfo: {}, reason: 'DELETE' });
const live = (sessionId: string, more: Partial<Connection> = {}): Connection => ({
  sessionId,
  kind: 'session',
  clientInfo: {},
  connectedAt: START,
  lastActivity: START + 900,
  duration: 1_000,
  requestCount: 4,
  errorCount: 1,
  bytesIn: 300,
  bytesOut: 20,
  lastTool: 'getBook',
  inFlight: 1,
  ...more,
});
const stats = (connections: Connection[], more: Partial<ConnectionStats> = {}): ConnectionStats => ({
  activeConnections: connections.length,
  totalConnections: connections.length,
  full: false,
  connections,
  messages: { written: 1, dropped: 0 },
  ...more,
});

function withSessions(...ids: string[]): ProcessConnections {
  const connections = new ProcessConnections('server-1');
  for (const id of ids) connections.foldEvent(connected(id), START, at(0));
  return connections;
}

describe('ProcessConnections', () => {
  it('opens a connection and shows who it is', () => {
    const connections = withSessions('a');
    expect(connections.find('a', at(250))).toEqual({
      sessionId: 'a',
      kind: 'session',
      serverId: 'server-1',
      clientIP: '127.0.0.1',
      userAgent: 'node',
      clientInfo: { name: 'claude', version: '1', ip: '127.0.0.1', userAgent: 'node', protocolVersion: '2025-11-25' },
      connectedAt: '2026-01-01T00:00:00.000Z',
      lastActivity: '2026-01-01T00:00:00.000Z',
      requestCount: 0,
      errorCount: 0,
      inFlight: 0,
      bytesIn: 0,
      bytesOut: 0,
      lastTool: null,
      duration: 250,
    });
  });

  it('closes it, says why and how long it was, and counts it for ever', () => {
    const connections = withSessions('a', 'b');
    const changes = connections.foldEvent(disconnected('a'), START + 700, at(700));
    expect(changes).toMatchObject([{ event: 'disconnected', reason: 'DELETE', connection: { sessionId: 'a', duration: 700 } }]);
    expect([connections.active, connections.total]).toEqual([1, 2]);
  });

  it('remembers what it did until its end, though no stats told of it', () => {
    const use = { lastActivity: START + 600, requestCount: 7, errorCount: 2, bytesIn: 10, bytesOut: 5, lastTool: 'addBook' };
    const [change] = withSessions('a').foldEvent({ ...disconnected('a'), use }, START + 700, at(700));
    expect(change?.connection).toMatchObject({ requestCount: 7, errorCount: 2, bytesIn: 10, bytesOut: 5, lastTool: 'addBook', lastActivity: '2026-01-01T00:00:00.600Z' });
  });

  it('goes on with what was polled, says so, and counts nobody twice when the pipe speaks again', () => {
    const connections = withSessions('stays', 'leaves');
    const polled = connections.foldPoll(stats([live('stays'), live('came')], { full: true, totalConnections: 4 }), START + 500, at(500));
    expect(polled.changes.map(({ event, connection }) => `${connection.sessionId} ${event}`)).toEqual(['came connected', 'leaves disconnected']);
    expect([connections.source, connections.active, connections.total]).toEqual(['poll', 2, 4]);
    // What the pipe had held back: `leaves` went, `came` came, `brief` came and went; then somebody new.
    const late = [connected('came'), disconnected('leaves'), connected('brief'), disconnected('brief')].flatMap((event) => connections.foldEvent(event, START + 400, at(600)));
    expect(late.map(({ event, connection }) => `${connection.sessionId} ${event}`)).toEqual(['brief connected', 'brief disconnected']);
    connections.foldEvent(connected('new'), START + 601, at(601));
    expect([connections.source, connections.active, connections.total]).toEqual(['pipe', 3, 5]);
  });

  it('is not moved by the end of a connection that it does not know', () => {
    expect(withSessions().foldEvent(disconnected('x'), START, at(0))).toEqual([]);
  });

  it('shows a refused client and does not count it', () => {
    const connections = withSessions();
    const changes = connections.foldEvent({ ...connected('a'), event: 'rejected', reason: 'full' }, START, at(0));
    expect(changes).toMatchObject([{ event: 'rejected', reason: 'full', connection: { clientIP: '127.0.0.1' } }]);
    expect([connections.active, connections.total]).toEqual([0, 0]);
  });

  it('takes counts and times from the stats', () => {
    const connections = withSessions('a');
    const { changes, connections: changed } = connections.foldStats(stats([live('a')]), at(1_000));
    expect(changes).toEqual([]);
    expect(changed).toMatchObject([{ sessionId: 'a', requestCount: 4, errorCount: 1, bytesIn: 300, bytesOut: 20, lastTool: 'getBook', inFlight: 1, duration: 1_000 }]);
  });

  it('learns of a connection whose event was lost', () => {
    const connections = withSessions();
    expect(connections.foldStats(stats([live('a')]), at(0)).changes).toMatchObject([{ event: 'connected', connection: { sessionId: 'a' } }]);
    expect([connections.active, connections.total]).toEqual([1, 1]);
  });

  it('keeps those that partial stats do not name', () => {
    const connections = withSessions('a', 'b');
    connections.foldStats(stats([live('a')]), at(0));
    expect(connections.active).toBe(2);
  });

  it('ends those that a full snapshot no longer names, once its last page is there', () => {
    const connections = withSessions('a', 'b', 'gone');
    const first = connections.foldStats(stats([live('a')], { full: true, page: { index: 0, count: 2 } }), at(0));
    expect(first.changes).toEqual([]);
    const last = connections.foldStats(stats([live('b')], { full: true, page: { index: 1, count: 2 } }), at(0));
    expect(last.changes).toMatchObject([{ event: 'disconnected', connection: { sessionId: 'gone' } }]);
    expect(connections.active).toBe(2);
  });

  it('ends nobody when a page of a full snapshot was lost', () => {
    const connections = withSessions('a', 'b', 'c');
    const page = (index: number, session: string) => connections.foldStats(stats([live(session)], { full: true, page: { index, count: 3 } }), at(0));
    expect([...page(0, 'a').changes, ...page(2, 'c').changes]).toEqual([]);
    expect(connections.active).toBe(3);
    expect([...page(0, 'a').changes, ...page(1, 'b').changes, ...page(2, 'c').changes]).toEqual([]);
    expect([...page(1, 'b').changes, ...page(2, 'c').changes]).toEqual([]);
  });

  it('keeps a connection that opened while the pages of a snapshot came in', () => {
    const connections = withSessions('a');
    connections.foldStats(stats([live('a')], { full: true, page: { index: 0, count: 2 } }), at(0));
    connections.foldEvent(connected('new'), START, at(1));
    connections.foldStats(stats([], { full: true, page: { index: 1, count: 2 } }), at(2));
    expect(connections.list(at(3)).map(({ sessionId }) => sessionId)).toEqual(['a', 'new']);
  });

  it('ends all when the child is dead', () => {
    const connections = withSessions('a', 'b');
    expect(connections.closeAll('The process ended.', at(10))).toMatchObject([{ event: 'disconnected', reason: 'The process ended.' }, { connection: { sessionId: 'b', duration: 10 } }]);
    expect([connections.active, connections.total]).toEqual([0, 2]);
  });

  it('measures durations on the monotonic clock, whatever the wall clock does', () => {
    const connections = withSessions('a');
    expect(connections.find('a', { epochMs: START - 3_600_000, monotonicMs: 5_400 })?.duration).toBe(400);
  });

  it('takes pages without end for no snapshot, and ends nobody for them', () => {
    const connections = withSessions('a');
    const pages = (perPage: number) => {
      for (let index = 0; index < 5; index += 1) {
        const named = Array.from({ length: perPage }, (_, at) => live(`p${index}-${at}`));
        connections.foldStats(stats(index === 4 ? [] : named, { full: true, page: { index, count: 5 } }), at(1));
      }
    };
    pages(25_001);
    expect(connections.find('a', at(1))).toBeDefined();
    // The same with fewer is one.
    pages(3);
    expect(connections.find('a', at(1))).toBeUndefined();
  });

  it('remembers no more connections than a process can have, however many a child names', () => {
    const connections = new ProcessConnections('server-1');
    for (let index = 0; index < 100_005; index += 1) connections.foldEvent(connected(`s${index}`), START, at(0));
    expect([connections.active, connections.total]).toEqual([100_000, 100_005]);
    connections.foldStats(stats([live('one more'), live('s1', { requestCount: 9 })]), at(1));
    expect([connections.find('one more', at(1)), connections.find('s1', at(1))?.requestCount, connections.active]).toEqual([undefined, 9, 100_000]);
    // Somebody who goes makes room.
    connections.foldEvent(disconnected('s1'), START, at(2));
    connections.foldEvent(connected('one more'), START, at(2));
    expect(connections.find('one more', at(2))).toBeDefined();
  });
});
