import { describe, expect, it } from '@jest/globals';
import { shortened, withoutHtml, withoutLinks } from './plain-text.js';

describe('withoutHtml', () => {
  it.each([
    ['<p>A customer &amp; a <code>cus</code>.</p>', 'A customer & a cus.'],
    ['One<br>two<br/>three', 'One\ntwo\nthree'],
    ['<ul><li>a</li><li>b</li></ul>', '- a\n- b'],
    ['See <a href="https://a.test/?b=1">the <b>docs</b></a>.', 'See the docs.'],
    ['a < b && c > d', 'a < b && c > d'],
    ['Use <token> and List<string>', 'Use <token> and List<string>'],
    ['the entity &amp; itself', 'the entity &amp; itself'],
    ['<b>no entity</b>: &constructor;', 'no entity: &constructor;'],
    ['<b>one</b><!-- not told --> two<!-- --> three', 'one two three'],
    [`<b>begun</b>${'<!--'.repeat(3)}`, `begun${'<!--'.repeat(3)}`],
  ])('makes %j of %j', (html, expected) => {
    expect(withoutHtml(html)).toBe(expected);
  });
});

it('withoutHtml looks once for the end of comments that have none', () => {
  expect(withoutHtml(`<b>a</b>${'<!--'.repeat(500_000)}`)).toHaveLength(2_000_001);
});

describe('withoutLinks', () => {
  it.each([
    ['See "[the docs](https://a.test/b_(c))".', 'See "the docs".'],
    ['![image](x.png) [a](b "title") end', 'a end'],
    ['two  spaces\n\n\nlines', 'two spaces\nlines'],
    ['array[0](x', 'array[0](x'],
  ])('makes %j of %j', (markdown, expected) => {
    expect(withoutLinks(markdown)).toBe(expected);
  });
});

describe('shortened', () => {
  it.each([
    ['Short.', 20, 'Short.'],
    ['First sentence. Second sentence.', 20, 'First sentence.'],
    ['One. Two. Three is longer.', 12, 'One. Two.'],
    ['A. The rest of this text is not short at all', 30, 'A. The rest of this text is…'],
    ['version 1.2.3 of the protocol is meant', 16, 'version 1.2.3…'],
    ['anything', 0, ''],
  ])('makes %j within %i %j', (text, longest, expected) => {
    expect(shortened(text, longest)).toBe(expected);
  });
});
