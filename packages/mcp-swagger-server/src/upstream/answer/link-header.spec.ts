import { describe, expect, it } from '@jest/globals';
import { nextLink, parseLinkHeader } from './link-header.js';

describe('parseLinkHeader', () => {
  it.each<[string, { target: string; rels: string[] }[]]>([
    ['<a>; rel="next"', [{ target: 'a', rels: ['next'] }]],
    ['<a>; rel=next', [{ target: 'a', rels: ['next'] }]],
    ['<a>; REL="Next LAST"', [{ target: 'a', rels: ['next', 'last'] }]],
    ['<a,b;c>; rel="next", <d>; rel=prev', [{ target: 'a,b;c', rels: ['next'] }, { target: 'd', rels: ['prev'] }]],
    ['<a>; title="x, <b>; rel=\\"next\\""; rel=prev', [{ target: 'a', rels: ['prev'] }]],
    ['<a> ; rel = "next" ; rel="prev"', [{ target: 'a', rels: ['next'] }]],
    ['<a>;title*=UTF-8\'\'x;rel=next', [{ target: 'a', rels: ['next'] }]],
    [',, <a>; rel=next ,', [{ target: 'a', rels: ['next'] }]],
    ['<a>; flag; rel=next', [{ target: 'a', rels: ['next'] }]],
    ['<a>', [{ target: 'a', rels: [] }]],
    ['nonsense', []],
    ['<a; rel=next', []],
    ['<a>; rel=next, nonsense, <b>; rel=prev', [{ target: 'a', rels: ['next'] }]],
  ])('%s', (header, links) => {
    expect(parseLinkHeader(header)).toEqual(links);
  });

  it.each([`<a>${';a="'.repeat(8_001)}`, `<a>;${' '.repeat(30_000)}`, `<a>;b${' '.repeat(30_000)}=`, '<'.repeat(30_000), `<a>;b="${'\\'.repeat(30_000)}`])('is not held up by a header made to hold it up: %.8s…', (header) => {
    expect(parseLinkHeader(header).length).toBeLessThanOrEqual(1);
  });
});

it('nextLink resolves against the request, and drops the fragment of nobody', () => {
  expect(nextLink('<../b?x=1>; rel=next', 'https://a.test/v1/c/d?y=2')).toBe('https://a.test/v1/b?x=1');
  expect(nextLink('<http://[>; rel=next', 'https://a.test/')).toBeUndefined();
  expect(nextLink('<x>; rel=next; anchor="#other", <y>; rel=next; anchor=""', 'https://a.test/')).toBe('https://a.test/y');
  expect(nextLink('<x>; rel=next; anchor="#other"', 'https://a.test/')).toBeUndefined();
  expect(nextLink(undefined, 'https://a.test/')).toBeUndefined();
});
