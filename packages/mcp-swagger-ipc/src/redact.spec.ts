import { describe, expect, it } from '@jest/globals';
import { redactor } from './redact.js';

const redact = redactor([]);

describe('What looks like a secret', () => {
  it.each([
    ['credentials in a URL', 'from postgres://ann:hunter2@db/books and back', 'from postgres://***@db/books and back'],
    ['credentials in each URL of several', 'http://a:b@c http://d:e@f', 'http://***@c http://***@f'],
    ['a bearer token', 'Authorization: Bearer abcdefghijkl', 'Authorization: Bearer ***'],
    ['a key of the API', 'sent mcpsw_0123456789', 'sent mcpsw_***'],
  ])('is hidden: %s', (_, text, hidden) => {
    expect(redact(text)).toBe(hidden);
  });

  // As long as a day, were the time to grow with the square of the length.
  it.each([
    ['one long word', 'x'.repeat(8_000_000)],
    ['one long word after a scheme', `http://${'x'.repeat(8_000_000)}`],
    ['a password without an end', `http://x:${'y'.repeat(8_000_000)}`],
    ['schemes without credentials', 'http://'.repeat(1_000_000)],
    ['bearers of nothing', 'bearer '.repeat(1_000_000)],
    ['spaces after a bearer', `bearer${' '.repeat(8_000_000)}`],
    ['many bearers of nothing but spaces', `bearer${' '.repeat(2_000)}`.repeat(2_000)],
  ])('is looked for in time that grows with the text only: %s', (_, text) => {
    expect(redact(text)).toBe(text);
  });

  it('is hidden also where it is very long', () => {
    expect(redact(`Bearer ${'x'.repeat(50_000)} http://ann:${'y'.repeat(9_000)}@db`)).toBe('Bearer *** http://***@db');
    expect(() => redact(`Bearer ${'x'.repeat(8_000_000)}`)).not.toThrow();
  });
});
