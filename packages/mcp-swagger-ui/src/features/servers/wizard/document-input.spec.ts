import { describe, expect, it } from '@jest/globals';
import { excerpt, isGiven, noDocument, toSource } from './document-input';

describe('toSource', () => {
  it('takes what was typed for the chosen kind', () => {
    const input = { ...noDocument, url: ' http://a/b ', text: 'pasted', fileText: 'of a file' };
    expect(toSource(input)).toEqual({ openapiUrl: 'http://a/b' });
    expect(toSource({ ...input, kind: 'paste' })).toEqual({ openapiData: 'pasted' });
    expect(toSource({ ...input, kind: 'file' })).toEqual({ openapiData: 'of a file' });
    expect(isGiven({ ...input, kind: 'file', fileText: '' })).toBe(false);
  });
});

describe('excerpt', () => {
  it.each<[number, number[]]>([
    [1, [1, 2, 3]],
    [3, [1, 2, 3, 4, 5]],
    [5, [3, 4, 5]],
  ])('of line %s has the lines %j', (line, numbers) => expect(excerpt('a\nb\nc\nd\ne', line).map(({ number }) => number)).toEqual(numbers));

  it('cuts a document of one endless line', () => expect(excerpt('x'.repeat(9_999), 1)[0]?.text).toHaveLength(200));
});
