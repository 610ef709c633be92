import { hash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { ApiKeys } from './api-keys.js';

const keys = new ApiKeys([
  { name: 'ann', sha256: hash('sha256', 'key of ann') },
  { name: 'bob', sha256: hash('sha256', 'key of bob') },
  { name: 'bob', sha256: hash('sha256', 'next key of bob') },
]);

it.each([
  ['key of ann', 'ann'],
  ['key of bob', 'bob'],
  ['next key of bob', 'bob'],
  ['key of eve', undefined],
  ['', undefined],
  [hash('sha256', 'key of ann'), undefined],
])('%j is the key of %s', (key, name) => {
  expect(keys.find(hash('sha256', key, 'buffer'))?.name).toBe(name);
});

it('takes two keys of one name for one caller', () => {
  const [one, other] = ['key of bob', 'next key of bob'].map((key) => keys.find(hash('sha256', key, 'buffer')));
  expect(one?.id).toBe(other?.id);
});
