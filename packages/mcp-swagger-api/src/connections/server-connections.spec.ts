import { expect, it } from '@jest/globals';
import type { ConnectionEvent } from 'mcp-swagger-ipc';
import { ServerConnections } from './server-connections.js';

const at = (ms: number) => ({ epochMs: 1_760_000_000_000 + ms, monotonicMs: ms });
const connected = (sessionId: string): ConnectionEvent => ({ event: 'connected', kind: 'session', sessionId, clientInfo: {} });
const none = { activeConnections: 0, totalConnections: 0, full: true, connections: [], messages: { written: 1, dropped: 0 } };

it('holds the sessions of two processes while one takes over from the other, and a snapshot of one ends none of the other', () => {
  const server = new ServerConnections('s');
  server.process(1).foldEvent(connected('old'), 1, at(0));
  server.process(2).foldEvent(connected('new'), 1, at(1));
  expect(server.process(2).foldStats({ ...none, connections: [] }, at(2)).changes).toMatchObject([{ connection: { sessionId: 'new' } }]);
  expect([server.active, server.total, server.find('old', at(3))?.duration]).toEqual([1, 2, 3]);
});

it('ends those of the process that ended, says why, and goes on counting', () => {
  const server = new ServerConnections('s');
  server.process(1).foldEvent(connected('a'), 1, at(0));
  server.process(2).foldEvent(connected('b'), 1, at(0));
  expect(server.endProcess(1, 'It was ended by SIGKILL.', at(5))).toMatchObject([{ event: 'disconnected', reason: 'It was ended by SIGKILL.', connection: { sessionId: 'a' } }]);
  expect([server.active, server.total, server.list(at(6)).map(({ sessionId }) => sessionId)]).toEqual([1, 2, ['b']]);
  expect(server.endProcess(1, 'again', at(7))).toEqual([]);
  server.endProcess(2, 'It ended.', at(8));
  server.process(3).foldEvent(connected('c'), 1, at(9));
  expect([server.active, server.total, server.lastUpdate]).toEqual([1, 3, at(9).epochMs]);
});

it('lists no more than it is asked for', () => {
  const server = new ServerConnections('s');
  for (const generation of [1, 2]) for (let index = 0; index < 10; index += 1) server.process(generation).foldEvent(connected(`${generation}-${index}`), 1, at(0));
  expect([server.list(at(1), 15).length, server.list(at(1)).length]).toEqual([15, 20]);
});
