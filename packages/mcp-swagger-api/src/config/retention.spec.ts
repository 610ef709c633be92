import { describe, expect, it } from '@jest/globals';
import { readRetention } from './retention.js';

describe('readRetention', () => {
  it('takes days, rows or both for a table', () => {
    expect([...readRetention('calls=7d/100000, health_checks=3d,process_events=/500,call_minutes=0d')]).toEqual([
      ['calls', { days: 7, rows: 100_000 }],
      ['health_checks', { days: 3 }],
      ['process_events', { rows: 500 }],
      ['call_minutes', { days: 0 }],
    ]);
  });

  it.each([
    ['calls', 'is not like'],
    ['calls=', 'is not like'],
    ['calls=7 days', 'is not like'],
    ['servers=7d', 'is none of process_events'],
    ['calls=99999d', 'is more than'],
  ])('says what is wrong with %s', (text, message) => {
    expect(() => readRetention(text)).toThrow(message);
  });
});
