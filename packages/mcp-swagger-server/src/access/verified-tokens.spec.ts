import { expect, it } from '@jest/globals';
import { VerifiedTokens } from './verified-tokens.js';

it('knows a token for a minute', () => {
  let nowMs = 0;
  const verified = new VerifiedTokens(() => nowMs);
  verified.add('h', { id: 'subject:ann', name: 'ann', endsAtMs: 1e9 });
  nowMs = 59_999;
  expect(verified.find('h')).toMatchObject({ name: 'ann' });
  nowMs = 60_000;
  expect(verified.find('h')).toBeUndefined();
});

it('forgets a token when it ends', () => {
  let nowMs = 0;
  const verified = new VerifiedTokens(() => nowMs);
  verified.add('h', { id: 'subject:ann', name: 'ann', endsAtMs: 5 });
  nowMs = 5;
  expect(verified.find('h')).toBeUndefined();
});

it('holds a thousand and forgets those that came first', () => {
  const verified = new VerifiedTokens(() => 0);
  for (let index = 0; index < 1_500; index += 1) verified.add(`h${index}`, { id: `subject:${index}`, name: `${index}` });
  const known = Array.from({ length: 1_500 }, (_, index) => verified.find(`h${index}`) !== undefined);
  expect(known.indexOf(true)).toBe(500);
  expect(known.filter(Boolean)).toHaveLength(1_000);
});
