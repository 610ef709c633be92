import { describe, expect, it } from '@jest/globals';
import { type Candidate, hasLabels, placeServer, serversFor } from './place-servers.js';

const node = (id: string, { capacity = 10, servers = 0, labels = {} }: Partial<Candidate> = {}): Candidate => ({ id, capacity, servers, labels });
const free = (serverId: string, { labels = {}, freeForMs = 0, missing = 1, at = [] as string[] } = {}) => ({ serverId, labels, freeForMs, missing, at });

describe('A free server', () => {
  it.each([
    ['goes to the node that runs least', [node('a', { servers: 2 }), node('b', { servers: 1 })], {}, 'b'],
    ['goes to the node that is filled least, not to the one with the fewest', [node('a', { servers: 2, capacity: 100 }), node('b', { servers: 1, capacity: 2 })], {}, 'a'],
    ['goes to the first of equals', [node('b'), node('a')], {}, 'a'],
    ['passes over a node without room', [node('a', { servers: 1, capacity: 1 }), node('b', { servers: 9 })], {}, 'b'],
    ['passes over a node of capacity 0', [node('a', { capacity: 0 }), node('b', { servers: 9 })], {}, 'b'],
    ['goes only where its labels are', [node('a'), node('b', { servers: 9, labels: { zone: 'eu', disk: 'fast' } })], { zone: 'eu' }, 'b'],
    ['goes nowhere without a node with its labels', [node('a', { labels: { zone: 'us' } })], { zone: 'eu' }, undefined],
    ['goes nowhere when all are full', [node('a', { servers: 1, capacity: 1 })], {}, undefined],
    ['goes nowhere when nobody is there', [], {}, undefined],
  ])('%s', (_, nodes, labels, expected) => {
    expect(placeServer(labels, nodes)).toBe(expected);
  });

  it.each([
    [{}, {}, true],
    [{ zone: 'eu' }, {}, true],
    [{ zone: 'eu' }, { zone: 'eu' }, true],
    [{ zone: 'eu' }, { zone: 'us' }, false],
    [{ zone: 'eu' }, { zone: 'eu', disk: 'fast' }, false],
  ])('finds in a node with %j its labels %j: %s', (has, wants, expected) => {
    expect(hasLabels(has, wants)).toBe(expected);
  });
});

describe('Many free servers', () => {
  const servers = ['1', '2', '3', '4', '5'].map((id) => free(id));

  it('are shared so that each is taken by just one node, whoever decides', () => {
    const nodes = [node('a'), node('b', { servers: 1 }), node('c')];
    const taken = nodes.flatMap(({ id }) => serversFor(id, servers, nodes, 1_000));
    expect(taken.toSorted()).toEqual(['1', '2', '3', '4', '5']);
    expect(serversFor('b', servers, nodes, 1_000)).toHaveLength(1);
  });

  it('are taken only as far as there is room', () => {
    expect(serversFor('a', servers, [node('a', { capacity: 2 })], 1_000)).toEqual(['1', '2']);
  });

  it('fall to whoever has room when the node that should have them does not come', () => {
    const nodes = [node('a'), node('b', { servers: 5 })];
    expect(serversFor('b', [free('1', { freeForMs: 900 })], nodes, 1_000)).toEqual([]);
    expect(serversFor('b', [free('1', { freeForMs: 1_100 })], nodes, 1_000)).toEqual(['1']);
  });

  it('do not fall to a node without their labels, however long they wait', () => {
    expect(serversFor('a', [free('1', { labels: { zone: 'eu' }, freeForMs: 99_000 })], [node('a')], 1_000)).toEqual([]);
  });

  it('with replicas go to as many nodes, each to one that has none of them', () => {
    const nodes = [node('a', { servers: 5 }), node('b'), node('c', { servers: 9 })];
    const takers = (server: ReturnType<typeof free>) => nodes.filter(({ id }) => serversFor(id, [server], nodes, 1_000).length === 1).map(({ id }) => id);
    expect(takers(free('1', { missing: 2 }))).toEqual(['a', 'b']);
    expect(takers(free('1', { missing: 2, at: ['b'] }))).toEqual(['a', 'c']);
    expect(takers(free('1', { missing: 9 }))).toEqual(['a', 'b', 'c']);
    expect(takers(free('1', { missing: 1, at: ['b'], freeForMs: 2_000 }))).toEqual(['a', 'c']);
  });

  it('are nobody\'s for a node that drains', () => {
    expect(serversFor('a', servers, [node('b')], 1_000)).toEqual([]);
  });
});
