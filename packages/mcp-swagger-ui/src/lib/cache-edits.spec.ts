import { describe, expect, it } from '@jest/globals';
import type { Connection, Server } from './api';
import { withConnectionChanges, withProcess, withStats } from './cache-edits';

const connection = (serverId: string, sessionId: string, requestCount = 0) => ({ serverId, sessionId, requestCount }) as Connection;
const came = (one: Connection) => ({ serverId: one.serverId, sessionId: one.sessionId, connection: one });
const ended = (serverId: string, sessionId: string) => ({ serverId, sessionId, connection: undefined });
const server = (id: string) => ({ id, process: { serverId: id, state: 'stopped' }, connections: { activeConnections: 0, totalConnections: 0 } }) as Server;

describe('cache edits', () => {
  it('add a connection once, and take its newer state where it stands', () => {
    const two = withConnectionChanges([], [came(connection('a', 's')), came(connection('a', 't'))]);
    expect(withConnectionChanges(two, [came(connection('a', 's', 5))])).toEqual([connection('a', 's', 5), connection('a', 't')]);
  });

  it('tell connections of two servers with one id apart', () => {
    const both = withConnectionChanges([connection('a', 's')], [came(connection('b', 's'))]);
    expect(both).toHaveLength(2);
    expect(withConnectionChanges(both, [ended('a', 's')])).toEqual([connection('b', 's')]);
  });

  it('believe the last that was told of a connection', () => {
    expect(withConnectionChanges([], [came(connection('a', 's')), ended('a', 's')])).toEqual([]);
    expect(withConnectionChanges([connection('a', 's')], [ended('a', 's'), came(connection('a', 's', 1))])).toEqual([connection('a', 's', 1)]);
  });

  it('are not moved by what they do not know', () => {
    expect(withConnectionChanges([connection('a', 's')], [ended('a', 'x')])).toHaveLength(1);
    expect(withProcess([server('a')], { ...server('b').process, state: 'running' })).toEqual([server('a')]);
  });

  it('put a process and its totals where they belong', () => {
    const servers = withStats(withProcess([server('a'), server('b')], { ...server('b').process, state: 'running' }), 'b', 7);
    expect(servers.map(({ process, connections }) => [process.state, connections.totalConnections])).toEqual([
      ['stopped', 0],
      ['running', 7],
    ]);
  });

  it('return the same list when nothing changed, so that nothing is drawn', () => {
    const servers = [server('a')];
    expect(withStats(servers, 'a', 0)).toBe(servers);
    expect(withStats(servers, 'x', 5)).toBe(servers);
  });
});
