import { describe, expect, it } from '@jest/globals';
import { parseAnsi, withoutAnsi } from './ansi';

const ESC = '\u001b';

describe('parseAnsi', () => {
  it('leaves plain text in one run', () => expect(parseAnsi('plain')).toEqual([{ text: 'plain', className: '' }]));

  it('reads colours, bright colours and bold, and their end', () => {
    expect(parseAnsi(`${ESC}[1;31mbad${ESC}[0m and ${ESC}[92mgood${ESC}[39m.`)).toEqual([
      { text: 'bad', className: 'text-bad-ink font-semibold' },
      { text: ' and ', className: '' },
      { text: 'good', className: 'text-good-ink' },
      { text: '.', className: '' },
    ]);
  });

  it('takes no part of a colour out of 256 for another code', () => expect(parseAnsi(`${ESC}[38;5;31mx`)).toEqual([{ text: 'x', className: '' }]));

  it('drops what is no colour', () => expect(parseAnsi(`${ESC}[2K${ESC}[1Gline`)).toEqual([{ text: 'line', className: '' }]));

  it('keeps a sequence that never ends as what it is', () => expect(withoutAnsi(`a${ESC}[`)).toBe(`a${ESC}[`));

  it('gives the text alone for a search', () => expect(withoutAnsi(`${ESC}[31ma${ESC}[0mb`)).toBe('ab'));
});
