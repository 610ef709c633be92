import { describe, expect, it } from '@jest/globals';
import { csvRecord } from './csv.js';

describe('csvRecord', () => {
  it('writes what RFC 4180 says', () => {
    expect(csvRecord(['a', 1, null, 'b,c', 'say "x"', 'two\nlines', '茶'])).toBe('a,1,,"b,c","say ""x""","two\nlines",茶\r\n');
  });

  it.each(['=cmd|calc', '+1', '-1+2', '@SUM(A1)', '\t=1', '\r=1'])('disarms %j', (cell) => {
    expect(csvRecord([cell])).toMatch(/^"?'/);
  });

  it('leaves numbers alone', () => {
    expect(csvRecord([-1])).toBe('-1\r\n');
  });
});
