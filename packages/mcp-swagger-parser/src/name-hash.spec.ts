import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { nameHash } from './name-hash.js';

describe('the hash of a name', () => {
  it('is SHA-256, whatever the length and the letters', () => {
    const texts = [...Array.from({ length: 260 }, (_, length) => 'GET /pets/{petId} '.repeat(20).slice(0, length)), 'Größe 名前 🐾', '\u0000', 'é'.repeat(32), '\uD800'];
    expect(texts.map(nameHash)).toEqual(texts.map((text) => createHash('sha256').update(text).digest('hex')));
  });
});
