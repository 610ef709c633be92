import { describe, expect, it } from '@jest/globals';
import { characterStart, decodeText } from './decode-text.js';

describe('decodeText', () => {
  it.each([
    ['text/plain', 'é小🐶', Buffer.from('é小🐶')],
    ['text/plain; charset=UTF8', 'é', Buffer.from('é')],
    ['text/plain', 'bom', Buffer.from('\uFEFFbom')],
    ['text/plain; charset="iso-8859-1"', 'é', Buffer.from([0xe9])],
    ['text/plain;charset=shift_jis', '日', Buffer.from([0x93, 0xfa])],
    ['text/plain; charset=utf-16le', 'hi', Buffer.from('hi', 'utf16le')],
  ])('reads %s: %s', (type, text, bytes) => {
    expect(decodeText(bytes, type)).toEqual({ text });
  });

  it('drops half a character at the end of what was cut, and only there', () => {
    expect(decodeText(Buffer.from('a🐶').subarray(0, 3), '', false)).toEqual({ text: 'a' });
    expect(decodeText(Buffer.from('a🐶').subarray(0, 3), '', true)).toMatchObject({ isDamaged: true });
  });
});

it.each([['a', 1, 1], ['é', 1, 0], ['é', 2, 2], ['小', 2, 0], ['a🐶', 4, 1], ['a🐶', 5, 5], ['', 0, 0]])('%j is cut before %d at %d', (text, end, start) => {
  expect(characterStart(Buffer.from(text), end)).toBe(start);
});
