import { describe, expect, it } from '@jest/globals';
import { changesOf } from './changes-of.js';

describe('changesOf', () => {
  it.each<[string, Parameters<typeof changesOf>[0], Parameters<typeof changesOf>[1], unknown]>([
    ['what differs', { id: '1', name: 'a', port: 1 }, { id: '1', name: 'b', port: 1 }, { name: { before: 'a', after: 'b' } }],
    ['nothing of the same', { filters: { tags: ['a'] } }, { filters: { tags: ['a'] } }, null],
    ['nothing of the time of the change', { updatedAt: new Date(1) }, { updatedAt: new Date(2) }, null],
    ['a new row', null, { name: 'a', port: null }, { name: { before: null, after: 'a' }, port: { before: null, after: null } }],
    ['a row that is gone', { name: 'a' }, null, { name: { before: 'a', after: null } }],
    ['of secrets that they were set', { sealedSecrets: null }, { sealedSecrets: 'xyz' }, { sealedSecrets: { before: null, after: '(set, another)' } }],
    ['of secrets that they are others', { passwordHash: 'x', keyHash: 'a' }, { passwordHash: 'y', keyHash: 'a' }, { passwordHash: { before: '(set)', after: '(set, another)' } }],
    ['the hash of a document, which is none', { hash: 'x' }, { hash: 'y' }, { hash: { before: 'x', after: 'y' } }],
  ])('tells %s', (_, before, after, expected) => {
    expect(changesOf(before, after)).toEqual(expected);
  });

  it('hides what looks like a secret, and cuts what is long', () => {
    const changes = changesOf(null, { description: 'at http://ann:hunter2@example.com', overlays: ['x'.repeat(10_000)] });
    expect(changes).toEqual({ description: { before: null, after: 'at http://***@example.com' }, overlays: { before: null, after: `["${'x'.repeat(1_998)}… (10004 characters)` } });
  });
});
