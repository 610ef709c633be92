import { describe, expect, it } from '@jest/globals';
import { decodeText } from './decode-text.js';

const TEXT = 'openapi: "3.0.0" # 文档 é';
const utf16 = Buffer.from(TEXT, 'utf16le');
const mark = Buffer.from([0xff, 0xfe]);
const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

describe('decodeText', () => {
  it.each<[string, Buffer, string]>([
    ['UTF-8', Buffer.from(TEXT), TEXT],
    ['UTF-16 with its mark', Buffer.concat([mark, utf16]), TEXT],
    ['UTF-16 in the other order', swapped(Buffer.concat([mark, utf16])), TEXT],
    ['UTF-16 without a mark', utf16, TEXT],
    ['UTF-16 in the other order without a mark', swapped(utf16), TEXT],
    ['UTF-16 that is cut off', Buffer.concat([swapped(Buffer.concat([mark, Buffer.from('ab', 'utf16le')])), Buffer.from([0])]), 'ab'],
    ['Latin-1', Buffer.from('title: é', 'latin1'), 'title: é'],
    ['nothing', Buffer.alloc(0), ''],
    ['one byte', Buffer.from('a'), 'a'],
  ])('reads %s', (_what, bytes, text) => {
    expect(decodeText(bytes)).toBe(text);
  });
});
