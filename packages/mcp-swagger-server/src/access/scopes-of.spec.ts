import { expect, it } from '@jest/globals';
import { scopesOf } from './scopes-of.js';

it.each([
  [{}, []],
  [{ scope: 'a b' }, ['a', 'b']],
  [{ scope: '  a ' }, ['a']],
  [{ scp: ['a', 'b', 7] }, ['a', 'b']],
  [{ scp: 'a b' }, ['a', 'b']],
  [{ scope: 'a', scp: ['b'] }, ['a', 'b']],
  [{ scope: { a: true }, scp: null }, []],
])('reads %j as %j', (claims, expected) => {
  expect([...scopesOf(claims)]).toEqual(expected);
});
