import { describe, expect, it } from '@jest/globals';
import { mayJoin, type Neighbour, type Newcomer } from './may-join.js';

const self: Newcomer = { url: 'http://b:3000', keyMark: 'k', ownsDatabase: false };
const other = (facts: Partial<Neighbour> = {}): Neighbour => ({ id: 'a', host: 'one', pid: 7, url: 'http://a:3000', keyMark: 'k', heartbeatAgeMs: 100, isGone: false, ...facts });

describe('A node that starts', () => {
  it.each([
    ['joins when nobody is there', self, [], { kind: 'join', remove: [] }],
    ['joins others that can be reached', self, [other()], { kind: 'join', remove: [] }],
    ['frees at once what a node had whose process is gone', self, [other({ isGone: true })], { kind: 'join', remove: ['a'] }],
    ['leaves the leases of a silent node to run out', self, [other({ heartbeatAgeMs: 20_000 })], { kind: 'join', remove: [] }],
    ['removes a silent one that was alone, for its leases do not run out', self, [other({ url: null, heartbeatAgeMs: 20_000 })], { kind: 'join', remove: ['a'] }],
    ['takes over its own database, whoever had it before', { ...self, url: undefined, ownsDatabase: true }, [other({ url: null })], { kind: 'join', remove: ['a'] }],
    ['goes on alone after its predecessor', { ...self, url: undefined }, [other({ url: null, isGone: true })], { kind: 'join', remove: ['a'] }],
    ['refuses another key', self, [other({ keyMark: 'x' })], { kind: 'refuse', reason: expect.stringContaining('ENCRYPTION_KEY') }],
    ['does not mind the key of a node that is gone', self, [other({ keyMark: 'x', isGone: true })], { kind: 'join', remove: ['a'] }],
    ['waits for one that is alone', self, [other({ url: null })], { kind: 'wait', remove: [], reason: expect.stringContaining('process 7 on one') }],
    ['waits for others when it is alone itself', { ...self, url: undefined }, [other()], { kind: 'wait', remove: [], reason: expect.stringContaining('NODE_URL') }],
  ])('%s', (_, newcomer, others, expected) => {
    expect(mayJoin(newcomer, others, 15_000)).toEqual(expected);
  });
});
