import { describe, expect, it } from '@jest/globals';
import { readCookie, readProof } from './read-proof.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('readProof', () => {
  it.each<[string | undefined, object]>([
    [`Basic ${base64('ann:a long password: with colons')}`, { kind: 'basic', name: 'ann', password: 'a long password: with colons' }],
    ['bearer  a token ', { kind: 'bearer', token: 'a token' }],
    [undefined, { kind: 'none' }],
    ['', { kind: 'none' }],
    ['Basic', { kind: 'none' }],
    ['Basic !!!', { kind: 'none' }],
    [`Basic ${base64('nocolon')}`, { kind: 'none' }],
    ['Digest x', { kind: 'none' }],
    [`Bearer ${'x'.repeat(9_000)}`, { kind: 'none' }],
  ])('reads %s', (authorization, proof) => {
    expect(readProof({ authorization }, 'session')).toEqual(proof);
  });

  it('takes the cookie only where there is no Authorization', () => {
    const cookie = 'a=1; session=secret; __Host-session=other';
    expect(readProof({ cookie }, 'session')).toEqual({ kind: 'cookie', token: 'secret' });
    expect(readProof({ cookie, authorization: 'Digest x' }, 'session')).toEqual({ kind: 'none' });
    expect(readProof({ cookie: 'a=1' }, 'session')).toEqual({ kind: 'none' });
  });

  it('finds a cookie by its whole name', () => {
    expect(readCookie('xsession=1; session =2; session=3', 'session')).toBe('2');
    expect(readCookie('session', 'session')).toBeUndefined();
  });
});
