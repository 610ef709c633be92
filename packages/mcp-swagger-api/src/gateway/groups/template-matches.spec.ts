import { describe, expect, it } from '@jest/globals';
import { templateMatches } from './template-matches.js';

describe('templateMatches', () => {
  it.each([
    ['books://{id}', 'books://7', true],
    ['books://{id}/pages/{page}', 'books://7/pages/3', true],
    ['books://{id}/pages/{page}', 'books://7', false],
    ['books://{id}.json', 'books://7.xml', false],
    ['films://{id}', 'books://7', false],
    ['books://{id}{?page}', 'books://7?page=2', true],
    ['a{x}bc{y}c', 'abc', false],
    ['books://all', 'books://all', true],
    ['books://all', 'books://all/more', false],
  ])('%s and %s: %s', (template, uri, matches) => expect(templateMatches(template, uri)).toBe(matches));
});
