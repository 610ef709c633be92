import { describe, expect, it } from '@jest/globals';
import { uriMatcher } from './match-uri.js';

describe('matching a URI against a template', () => {
  it.each<[string, string, Record<string, string> | undefined]>([
    ['pets://{id}', 'pets://7', { id: '7' }],
    ['pets://{id}', 'pets://a%2Fb%20c', { id: 'a/b c' }],
    ['pets://{id}', 'pets://7/photo', undefined],
    ['pets://{id}', 'pets://', undefined],
    ['pets://{id}/photos/{photo}', 'pets://7/photos/3', { id: '7', photo: '3' }],
    ['pets://{id}/{+path}', 'pets://7/a/b', { id: '7', path: 'a/b' }],
    ['day://{year}-{month}', 'day://2026-11', { year: '2026', month: '11' }],
    ['repo://{owner,name}', 'repo://a,b', { owner: 'a', name: 'b' }],
    ['file:///{+path}', 'file:///a/b/c.txt', { path: 'a/b/c.txt' }],
    ['shop://items{/category,id}', 'shop://items/tea/7', { category: 'tea', id: '7' }],
    ['report://q{.format}', 'report://q.csv', { format: 'csv' }],
    ['search://pets{?q,limit}', 'search://pets?limit=5&q=a%26b', { q: 'a&b', limit: '5' }],
    ['search://pets{?q,limit}', 'search://pets', {}],
    ['search://pets{?q,limit}', 'search://pets?other=1', undefined],
    ['a.b://{x}', 'aXb://1', undefined],
    ['pets://{id}', 'pets://100%', { id: '100%' }],
    ['pets://all', 'pets://all', {}],
  ])('%s takes %s', (template, uri, variables) => {
    expect(uriMatcher(template)(uri)).toEqual(variables);
  });

  it('takes a variable called __proto__ as any other', () => {
    expect(Object.getOwnPropertyNames(uriMatcher('x://{__proto__}')('x://1') ?? {})).toEqual(['__proto__']);
  });

  // Without a bound this does not end.
  it('gives up a URI that variables beside each other could share in too many ways', () => {
    expect(uriMatcher('x://{a}-{b}-{c}-{d}.png')(`x://${'-'.repeat(7_000)}`)).toBeUndefined();
    expect(uriMatcher('x://{+a}-{+b}-{+c}-{+d}!')(`x://${'-'.repeat(7_000)}`)).toBeUndefined();
    expect(uriMatcher('x://{a}{b}{.c,d,e,f}!')(`x://${'.'.repeat(7_000)}`)).toBeUndefined();
    expect(uriMatcher('x://{a}-{b}.png')('x://1-2.png')).toEqual({ a: '1', b: '2' });
  });

  it('does not look at a URI without end', () => {
    expect(uriMatcher('x://{+a}')(`x://${'a'.repeat(100_000)}`)).toBeUndefined();
  });
});
