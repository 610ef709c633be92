import { describe, expect, it } from '@jest/globals';
import { strictJson } from './relaxed-json.js';

describe('strictJson', () => {
  it.each([
    ['{"a":1,}', '{"a":1 }'],
    ['{/* one\n*/"a":[1,//two\n]}', '{      \n  "a":[1       \n]}'],
    ['{/**/"a":"/*"}', '{    "a":"/*"}'],
  ])('makes %j of %j, with every place where it was', (text, expected) => {
    expect(strictJson(text)?.length).toBe(text.length);
    expect(JSON.parse(strictJson(text) ?? '')).toEqual(JSON.parse(expected));
  });

  it.each([
    ['JSON as it should be', '{"a":"//,}"}'],
    ['a comment without an end', '{"a":1}/* to be continued'],
    ['what begins and ends a comment with one star', '{"a":1}/*/'],
    ['very many comments without an end', '/*'.repeat(1_000_000)],
  ])('makes nothing of %s', (_what, text) => {
    expect(strictJson(text)).toBeUndefined();
  });
});
