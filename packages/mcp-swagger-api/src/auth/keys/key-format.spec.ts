import { describe, expect, it } from '@jest/globals';
import { hashOf, isWellFormedKey, makeKey } from './key-format.js';

describe('An API key', () => {
  const key = makeKey();

  it('has a shape that scanners find', () => {
    expect(key).toMatch(/^mcpsw_[0-9A-Za-z]{38}$/);
    expect(makeKey()).not.toBe(key);
  });

  it('is known to be mistyped without the database', () => {
    expect(isWellFormedKey(key)).toBe(true);
    const changed = key.slice(0, 10) + (key[10] === 'a' ? 'b' : 'a') + key.slice(11);
    for (const wrong of [changed, key.slice(0, -1), `${key}a`, `${key.slice(0, -6)}000000`, 'mcpsw_', '', ` ${key}`]) expect(isWellFormedKey(wrong)).toBe(false);
  });

  it('is kept as a hash', () => {
    expect(hashOf(key)).toMatch(/^[0-9a-f]{64}$/);
  });
});
