import { expect, it } from '@jest/globals';
import { Origins } from './origins.js';

it('remembers a thousand origins at most, also when all of them failed', async () => {
  const origins = new Origins();
  const { signal } = new AbortController();
  for (let index = 0; index < 1_010; index += 1) {
    await expect(origins.call(`https://${index}.example`, signal, () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  }
  const names = origins.states().map(({ origin }) => origin);
  expect(names).toHaveLength(1_000);
  expect([names.at(0), names.at(-1)]).toEqual(['https://10.example', 'https://1009.example']);
});
