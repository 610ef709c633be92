import { describe, expect, it } from '@jest/globals';
import { boundsPassedBy, MAX_JSON_DEPTH } from './json-bounds.js';

const check = (text: string) => boundsPassedBy(Buffer.from(text));

describe('boundsPassedBy', () => {
  it('finds what nests too deep', () => {
    expect(check('['.repeat(MAX_JSON_DEPTH) + ']'.repeat(MAX_JSON_DEPTH))).toBeUndefined();
    expect(check('['.repeat(MAX_JSON_DEPTH + 1))).toContain('deeper');
    expect(check('{"a":'.repeat(MAX_JSON_DEPTH + 1))).toContain('deeper');
  });

  it('does not count what stands in text', () => {
    expect(check(JSON.stringify({ text: `\\"${'[{'.repeat(1_000)}` }))).toBeUndefined();
  });

  it('finds millions of empty objects', () => {
    expect(check(`[${'{},'.repeat(2_000_001)}1]`)).toContain('more than');
  });
});
