import { expect, it } from '@jest/globals';
import { storable } from './storable.js';

it('replaces what PostgreSQL cannot keep, and leaves everything else as it is', () => {
  const at = new Date(0);
  expect(storable({ text: 'a\0b', deep: [{ 'k\0': '\ud83d' }], whole: '🍵', at, nothing: null, count: 1 })).toEqual({
    text: 'a\ufffdb',
    deep: [{ 'k\ufffd': '\ufffd' }],
    whole: '🍵',
    at,
    nothing: null,
    count: 1,
  });
});
