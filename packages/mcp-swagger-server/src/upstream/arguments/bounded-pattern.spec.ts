import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { boundedPattern } from './bounded-pattern.js';

describe('A pattern of a document', () => {
  it.each<[string, string, boolean]>([
    ['^[a-z0-9]+(-[a-z0-9]+)*$', 'a-b-c', true],
    ['^[a-z0-9]+(-[a-z0-9]+)*$', 'a--c', false],
    ['^\\p{L}+$', '小狗', true],
    ['^a{2,}b*$', 'aab', true],
    ['^[*+]+\\+$', '*+', true],
    ['b', `${'a'.repeat(5_000)}b`, true],
  ])('%s is met as ever by %s: %s', (source, text, expected) => {
    expect(boundedPattern(source, 'u').test(text)).toBe(expected);
  });

  it.each([
    ['^(a+)+$', `${'a'.repeat(60)}!`],
    ['^(a|aa)+$', `${'a'.repeat(100)}!`],
    ['^(.*a){20}$', `${'a'.repeat(60)}!`],
    ['^(a|a)?(a|aa){40}$', `${'a'.repeat(79)}!`],
    ['^[ab]*[ab]*[ab]*[ab]*[ab]*[ab]*c$', 'a'.repeat(1_500)],
    ['^(\\w+\\s?)*$', `${'word'.repeat(30)}!`],
  ])('%s that would take for ever is broken off, and not met', (source, text) => {
    expect(boundedPattern(source, 'u').test(text)).toBe(false);
  });

  it('is used by Ajv, and two of them are not taken for one', () => {
    const validate = new Ajv2020({ strict: false, code: { regExp: boundedPattern } }).compile({ properties: { a: { pattern: '^(a+)+$' }, b: { pattern: '^b+$' } }, patternProperties: { '^(c+)+$': { type: 'number' } } });
    expect(validate({ a: 'aaa', b: 'bbb', ccc: 1 })).toBe(true);
    expect(validate({ a: `${'a'.repeat(60)}!` })).toBe(false);
    expect(validate({ b: 'aaa' })).toBe(false);
    expect(validate({ ccc: 'x' })).toBe(false);
  });

  it('that is none is a mistake of the document', () => {
    expect(() => boundedPattern('(', 'u')).toThrow(SyntaxError);
  });
});
