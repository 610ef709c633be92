import { describe, expect, it } from '@jest/globals';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { readEnvironment } from '../config/environment.js';
import { AppEventEmitter } from '../events/app-event-emitter.js';
import { ProcessRecords } from '../supervisor/process-records.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
import type { ConnectionHistory } from '../history/connection-history.js';
import { ConnectionHistoryController } from './connection-history.controller.js';
import { ConnectionTotals } from './connection-totals.js';
import { ConnectionsController } from './connections.controller.js';
import { ConnectionsService } from './connections.service.js';

/** One client of the stateless protocol, which came to two servers at the same moment. */
function oneClientOfTwoServers() {
  const events = new AppEventEmitter(new EventEmitter2());
  const connections = new ConnectionsService(events, readEnvironment({}), new ConnectionTotals());
  for (const serverId of ['server-a', 'server-b']) {
    const clientInfo = { name: 'claude', connectedAt: 1_760_000_000_000 };
    connections.onConnectionEvent({ serverId, generation: 1, timestamp: 0, sentAt: 0, event: 'connected', kind: 'derived', sessionId: 'd-1', clientInfo });
  }
  return { controller: new ConnectionsController(connections, new SupervisorService(events, 1, new ProcessRecords('', () => Promise.resolve(undefined)))) };
}

describe('A client that has the same id on two servers', () => {
  it('is on both pages of a list of one a page', () => {
    const { controller } = oneClientOfTwoServers();
    const first = controller.list({ limit: 1 });
    const second = controller.list({ limit: 1, cursor: first.nextCursor ?? undefined });
    expect([first, second].map(({ connections }) => connections.map(({ serverId }) => serverId))).toEqual([['server-a'], ['server-b']]);
    expect(second.nextCursor).toBeNull();
  });

  it('is found on the server that is asked for', async () => {
    const { controller } = oneClientOfTwoServers();
    expect(controller.get('d-1', { serverId: 'server-b' }).serverId).toBe('server-b');
    expect(() => controller.get('d-1', { serverId: 'server-c' })).toThrow('no live connection');
    await expect(controller.disconnect('d-1', { serverId: 'server-c' })).rejects.toThrow('no live connection');
  });
});

describe('The history while the database is away', () => {
  const away = { page: () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })) } as unknown as ConnectionHistory;

  function ended() {
    const connections = new ConnectionsService(new AppEventEmitter(new EventEmitter2()), readEnvironment({}), new ConnectionTotals());
    for (const kind of ['session', 'derived'] as const) {
      const from = { serverId: 'server-a', generation: 1, timestamp: 0, sentAt: 0, kind, sessionId: kind, clientInfo: {} };
      connections.onConnectionEvent({ ...from, event: 'connected' });
      connections.onConnectionEvent({ ...from, event: 'disconnected', reason: 'it left' });
    }
    return new ConnectionHistoryController(away, connections);
  }

  it('is the last ended connections of this run, the newest first', async () => {
    const history = ended();
    expect(await history.history({ limit: 10 })).toMatchObject({ connections: [{ sessionId: 'derived', reason: 'it left' }, { sessionId: 'session' }], nextCursor: null });
    expect((await history.history({ limit: 10, kind: 'session' })).connections.map(({ sessionId }) => sessionId)).toEqual(['session']);
    expect((await history.history({ limit: 1, serverId: 'server-b' })).connections).toEqual([]);
  });

  it('does not go on where the database had begun', async () => {
    await expect(ended().history({ limit: 10, cursor: 'x' })).rejects.toThrow('ECONNREFUSED');
  });
});
