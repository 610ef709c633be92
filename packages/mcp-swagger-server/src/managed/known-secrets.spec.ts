import { expect, it } from '@jest/globals';
import { knownSecrets } from './known-secrets.js';

it('keeps what was a secret before, and does not grow when nothing is new', () => {
  let known = knownSecrets(['a', 'b'], []);
  for (let reload = 0; reload < 100; reload += 1) known = knownSecrets(['a', 'c'], known);
  expect(known).toEqual(['a', 'c', 'b']);
});

it('forgets the oldest of before when they are too many, and never one of now', () => {
  let known: string[] = [];
  for (let reload = 0; reload < 10; reload += 1) known = knownSecrets(['same', `token-${reload}`], known, 2);
  expect(known).toEqual(['same', 'token-9', 'token-8', 'token-7']);
});
