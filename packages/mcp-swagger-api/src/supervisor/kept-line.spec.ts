import { describe, expect, it } from '@jest/globals';
import { keptLine, MAX_KEPT_CHARACTERS } from './kept-line.js';

describe('keptLine', () => {
  it('leaves a line alone that is short enough', () => {
    const line = '行'.repeat(MAX_KEPT_CHARACTERS);
    expect(keptLine(line)).toBe(line);
  });

  it('cuts a longer one and says how long it was', () => {
    expect(keptLine('x'.repeat(MAX_KEPT_CHARACTERS + 1))).toBe(`${'x'.repeat(MAX_KEPT_CHARACTERS)}… (${MAX_KEPT_CHARACTERS + 1} characters)`);
  });
});
