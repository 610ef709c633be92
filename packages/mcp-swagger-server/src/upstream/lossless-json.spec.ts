import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson, parseJsonWithDigits, stringifyJson } from './lossless-json.js';

describe('lossless JSON', () => {
  it.each([
    ['{"a":9007199254740993}', { a: 9007199254740993n }],
    ['[-12345678901234567890]', [-12345678901234567890n]],
    ['"12345678901234567890"', '12345678901234567890'],
    ['{"12345678901234567890":"\\"12345678901234567890"}', { '12345678901234567890': '"12345678901234567890' }],
    ['0.5', 0.5],
    ['9007199254740991', 9007199254740991],
  ])('reads %s', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it('reads large integers as text where asked', () => {
    expect(parseJsonWithDigits('[9007199254740993,1]')).toEqual(['9007199254740993', 1]);
  });

  it('refuses what is not JSON', () => {
    expect(() => parseJson('{"a":12345678901234567890')).toThrow(SyntaxError);
  });

  it('gives back what went in', () => {
    fc.assert(
      fc.property(fc.json(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }), (json, large) => {
        const text = `{"json":${json},"large":${large}}`;
        expect(stringifyJson(parseJson(text))).toBe(JSON.stringify({ json: JSON.parse(json) as unknown, large: 0 }).replace(/0\}$/, `${large}}`));
      }),
    );
  });
});
