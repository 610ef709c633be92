import { describe, expect, it } from '@jest/globals';
import type { Connection, Server } from './api';
import { withConnections, withoutConnection, withProcess, withStats } from './cache-edits';

const connection = (serverId: string, sessionId: string, requestCount = 0) => ({ serverId, sessionId, requestCount }) as Connection;
const server = (id: string) => ({ id, process: { serverId: id, state: 'stopped' }, connections: { activeConnections: 0, totalConnections: 0 } }) as Server;

describe('cache edits', () => {
  it('add a connection once, and take its newer state', () => {
    const one = withConnections([], [connection('a', 's')]);
    expect(withConnections(one, [connection('a', 's', 5)])).toEqual([connection('a', 's', 5)]);
  });

  it('tell connections of two servers with one id apart', () => {
    const both = withConnections([connection('a', 's')], [connection('b', 's')]);
    expect(both).toHaveLength(2);
    expect(withoutConnection(both, 'a', 's')).toEqual([connection('b', 's')]);
  });

  it('are not moved by what they do not know', () => {
    expect(withoutConnection([connection('a', 's')], 'a', 'x')).toHaveLength(1);
    expect(withProcess([server('a')], { ...server('b').process, state: 'running' })).toEqual([server('a')]);
  });

  it('put a process and its totals where they belong', () => {
    const servers = withStats(withProcess([server('a'), server('b')], { ...server('b').process, state: 'running' }), 'b', 7);
    expect(servers.map(({ process, connections }) => [process.state, connections.totalConnections])).toEqual([
      ['stopped', 0],
      ['running', 7],
    ]);
  });
});
