import { beforeEach, expect, it } from '@jest/globals';
import type { CryptoKey } from 'jose';
import { type FindKey, IssuerKeys } from './issuer-keys.js';

const TIMES = { freshMs: 1_000, mostStaleMs: 10_000, cooldownMs: 100 };

let nowMs: number;
let loads: number;
/** The ids of the keys that the issuer has; undefined when it is down. */
let kids: string[] | undefined;
let keys: IssuerKeys;
beforeEach(() => {
  nowMs = 50;
  loads = 0;
  kids = ['a'];
  keys = new IssuerKeys(load, TIMES, () => nowMs);
});

async function load(): Promise<FindKey> {
  loads += 1;
  const held = kids;
  await Promise.resolve();
  if (held === undefined) throw new Error('down');
  return async (header) => {
    if (header?.kid !== undefined && held.includes(header.kid)) return header.kid as unknown as CryptoKey;
    throw Object.assign(new Error('no key'), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
  };
}

const find = async (kid: string): Promise<unknown> => await keys.find({ alg: 'ES256', kid });

it('asks once for many tokens at a time, and not again while the keys are fresh', async () => {
  expect(await Promise.all([find('a'), find('a'), find('a')])).toEqual(['a', 'a', 'a']);
  nowMs += 999;
  await find('a');
  expect(loads).toBe(1);
});

it('asks again when the keys are old', async () => {
  await find('a');
  nowMs += 1_000;
  kids = ['b'];
  await expect(find('a')).rejects.toThrow('no key');
  expect(loads).toBe(2);
});

it('asks again for a key that it does not know, but not more often than allowed', async () => {
  await find('a');
  kids = ['a', 'b'];
  await expect(find('b')).rejects.toThrow('no key');
  expect(loads).toBe(1);
  nowMs += 100;
  expect(await find('b')).toBe('b');
  await Promise.all(Array.from({ length: 50 }, async (_, index) => await expect(find(`forged-${index}`)).rejects.toThrow('no key')));
  expect(loads).toBe(2);
});

it('goes on with old keys while the issuer is down, but not for ever', async () => {
  await find('a');
  kids = undefined;
  nowMs += 9_999;
  expect(await find('a')).toBe('a');
  nowMs += 100;
  await expect(find('a')).rejects.toThrow('down');
});

it('leaves an issuer alone for a while that is down, and then finds it again', async () => {
  kids = undefined;
  for (let round = 0; round < 5; round += 1) await expect(find('a')).rejects.toThrow('down');
  expect(loads).toBe(1);
  kids = ['a'];
  nowMs += 100;
  expect(await find('a')).toBe('a');
});
