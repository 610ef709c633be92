import { describe, expect, it } from '@jest/globals';
import { argumentNames } from './argument-names.js';

describe('argumentNames', () => {
  it.each([
    ['filter[name]', 'filter_name'],
    ['$top', 'top'],
    ['X-Request-ID', 'X-Request-ID'],
    ['a.b', 'a.b'],
    ['_private', '_private'],
  ])('calls %s %s', (name, expected) => {
    expect(argumentNames([{ name, in: 'query' }])).toEqual([expected]);
  });

  it('tells one name in path, query and header apart, in any order', () => {
    const slots = [{ name: 'id', in: 'header' }, { name: 'id', in: 'path' }, { name: 'id', in: 'query' }];
    expect(argumentNames(slots)).toEqual(['id_header', 'id', 'id_query']);
    expect(argumentNames([...slots].reverse())).toEqual(['id_query', 'id', 'id_header']);
  });

  it('never takes a name that another parameter is declared with', () => {
    expect(argumentNames([{ name: 'id', in: 'path' }, { name: 'id', in: 'query' }, { name: 'id_query', in: 'query' }])[2]).toBe('id_query');
    expect(argumentNames([{ name: '$top', in: 'query' }, { name: 'top', in: 'query' }])[1]).toBe('top');
  });

  it('moves the body aside for a parameter called body', () => {
    expect(argumentNames([{ name: 'body', in: 'query' }, { name: 'body', in: 'body' }])).toEqual(['body', 'body_body']);
  });

  it.each(['名前', '[]', 'x'.repeat(80)])('finds an acceptable name for %s', (name) => {
    expect(argumentNames([{ name, in: 'query' }])[0]).toMatch(/^[a-zA-Z0-9_.-]{1,64}$/);
  });
});
