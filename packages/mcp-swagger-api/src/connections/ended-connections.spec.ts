import { expect, it } from '@jest/globals';
import type { EndedConnectionView } from 'mcp-swagger-ipc';
import { EndedConnections } from './ended-connections.js';

const ended = (serverId: string, sessionId: string) => ({ serverId, sessionId }) as EndedConnectionView;

it.each([0, 1, 5])('keeps the last %d, newest first', (limit) => {
  const history = new EndedConnections(limit);
  for (let index = 0; index < 23; index += 1) history.push(ended('s', `${index}`));
  expect(history.list().map(({ sessionId }) => sessionId)).toEqual(['22', '21', '20', '19', '18'].slice(0, limit));
});

it('tells of a server with a limit of its own no more than that', () => {
  const history = new EndedConnections(10);
  for (const [index, serverId] of ['a', 'b', 'a', 'a', 'b'].entries()) history.push(ended(serverId, `${index}`));
  const told = (serverId?: string) => history.list(serverId, (id) => (id === 'a' ? 2 : undefined)).map(({ sessionId }) => sessionId);
  expect([told(), told('a'), told('b')]).toEqual([['4', '3', '2', '1'], ['3', '2'], ['4', '1']]);
});

it('tells those of one server, and forgets a server that is gone', () => {
  const history = new EndedConnections(10);
  for (const serverId of ['a', 'b', 'a']) history.push(ended(serverId, 'x'));
  expect([history.list('a').length, history.list('b').length]).toEqual([2, 1]);
  history.forget('a');
  expect(history.list().map(({ serverId }) => serverId)).toEqual(['b']);
});
