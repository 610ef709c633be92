import { expect, it } from '@jest/globals';
import type { EndedConnectionView } from 'mcp-swagger-ipc';
import { EndedConnections } from './ended-connections.js';

const ended = (serverId: string, sessionId: string) => ({ serverId, sessionId }) as EndedConnectionView;

it.each([0, 1, 5])('keeps the last %d, newest first', (limit) => {
  const history = new EndedConnections(limit);
  for (let index = 0; index < 23; index += 1) history.push(ended('s', `${index}`));
  expect(history.list().map(({ sessionId }) => sessionId)).toEqual(['22', '21', '20', '19', '18'].slice(0, limit));
});

it('tells those of one server, and forgets a server that is gone', () => {
  const history = new EndedConnections(10);
  for (const serverId of ['a', 'b', 'a']) history.push(ended(serverId, 'x'));
  expect([history.list('a').length, history.list('b').length]).toEqual([2, 1]);
  history.forget('a');
  expect(history.list().map(({ serverId }) => serverId)).toEqual(['b']);
});
