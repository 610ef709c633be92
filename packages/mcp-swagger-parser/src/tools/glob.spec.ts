import { describe, expect, it } from '@jest/globals';
import { globOf } from './glob.js';

describe('A pattern', () => {
  it.each([
    ['/pets', '/pets'],
    ['/pets/*', '/pets/'],
    ['/pets/*', '/pets/{id}/photos'],
    ['*', ''],
    ['*', 'a\nb'],
    ['**pet**s', 'my pets'],
    ['/*/photos', '/pets/photos/photos'],
    ['get?et', 'getPet'],
    ['茶?', '茶🍵'],
    ['a.b+(c)[d]', 'a.b+(c)[d]'],
    ['', ''],
  ])('%s takes %s', (pattern, text) => expect(globOf(pattern)(text)).toBe(true));

  it.each([
    ['/pets', '/pet'],
    ['/pets', '/pets/'],
    ['/pets/*', '/pet/1'],
    ['*/photos', '/photos/1'],
    ['get?et', 'getet'],
    ['a.b', 'aXb'],
    ['GET', 'get'],
    ['', 'a'],
    ['?', ''],
  ])('%s does not take %s', (pattern, text) => expect(globOf(pattern)(text)).toBe(false));

  it('may be told not to mind the case of letters', () => expect(globOf('G?T', true)('get')).toBe(true));

  // With an expression in its place this does not end.
  it('with many stars is as quick as one with few', () => expect(globOf(`${'*a'.repeat(40)}*b`)(`/${'a'.repeat(2_000)}`)).toBe(false));
});
