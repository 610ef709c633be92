import { describe, expect, it } from '@jest/globals';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { readEnvironment } from '../config/environment.js';
import { AppEventEmitter } from '../events/app-event-emitter.js';
import { ProcessRecords } from '../supervisor/process-records.js';
import { SupervisorService } from '../supervisor/supervisor.service.js';
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
