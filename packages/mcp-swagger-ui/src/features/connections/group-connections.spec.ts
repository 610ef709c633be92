import { describe, expect, it } from '@jest/globals';
import type { Connection } from '../../lib/api';
import { groupConnections, type Grouping } from './group-connections';

const connection = (serverId: string, name: string) => ({ serverId, sessionId: `${serverId}${name}`, clientInfo: { name } }) as Connection;
const connections = [connection('a', 'cursor'), connection('b', 'cursor'), connection('b', 'claude')];

describe('groupConnections', () => {
  it.each<[Grouping, [string, number][]]>([
    ['none', [['', 3]]],
    ['client', [['cursor', 2], ['claude', 1]]],
    ['server', [['books', 2], ['a', 1]]],
    ['protocol', [['—', 3]]],
  ])('by %s: %j', (by, groups) => {
    const names = new Map([['b', 'books']]);
    expect(groupConnections(connections, by, names).map(([name, list]) => [name, list.length])).toEqual(groups);
  });
});
