import { describe, expect, it } from '@jest/globals';
import type { Connection, EndedConnection, Server } from '../../lib/api';
import { recentEvents } from './recent-events';

const servers = [
  { id: 'a', process: { state: 'running', readyAt: '03', lastExit: { at: '02', reason: 'killed' } } },
  { id: 'b', process: { state: 'failed', readyAt: null, lastExit: { at: '05', reason: 'exit code 1' } } },
] as unknown as Server[];
const connections = [{ serverId: 'a', sessionId: 's', connectedAt: '04', clientInfo: { name: 'cursor' } }] as Connection[];
const ended = [{ serverId: 'a', sessionId: 't', endedAt: '01', clientInfo: {}, reason: 'idle' }] as EndedConnection[];

describe('recentEvents', () => {
  it('tells processes and clients, newest first', () => {
    expect(recentEvents(servers, connections, ended, 10, (reason) => reason).map(({ kind, serverId, detail }) => `${kind} ${serverId} ${detail}`)).toEqual(['failed b exit code 1', 'connected a cursor', 'started a ', 'ended a killed', 'disconnected a —, idle']);
  });

  it('tells as many as are asked for', () => expect(recentEvents(servers, connections, ended, 2, (reason) => reason)).toHaveLength(2));
});
