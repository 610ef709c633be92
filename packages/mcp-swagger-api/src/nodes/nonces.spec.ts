import { describe, expect, it } from '@jest/globals';
import { Nonces } from './nonces.js';

describe('A number used once', () => {
  it('is heard for the first time only once, for as long as its signature holds', () => {
    const nonces = new Nonces();
    expect([nonces.isFirst('a', 100, 0), nonces.isFirst('b', 100, 0), nonces.isFirst('a', 100, 99)]).toEqual([true, true, false]);
  });

  it('is forgotten when its signature holds no more', () => {
    const nonces = new Nonces();
    for (let at = 0; at < 1_000; at += 1) nonces.isFirst(String(at), at + 30, at);
    expect(nonces.size).toBeLessThanOrEqual(31);
  });

  it('is not believed when there is no room to remember it', () => {
    const nonces = new Nonces(2);
    expect(['a', 'b', 'c'].map((nonce) => nonces.isFirst(nonce, 100, 0))).toEqual([true, true, false]);
    expect(nonces.isFirst('c', 200, 101)).toBe(true);
  });
});
