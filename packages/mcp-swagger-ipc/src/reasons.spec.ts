import { describe, expect, it } from '@jest/globals';
import { readReason, REASON_CODES, sayReason } from './reasons.js';

describe('A reason', () => {
  it('is a sentence with its values', () => expect(sayReason('TOO_OLD', { ageMs: 60_000 })).toBe('open for 60000 ms, the most that a session may last'));

  it.each([
    ['silent for 300000 ms', { code: 'SILENT', values: { silentMs: '300000' } }],
    ['The process ended. It was ended by SIGKILL.', { code: 'PROCESS_ENDED', values: { reason: 'It was ended by SIGKILL.' } }],
    ['3 checks of the MCP endpoint in a row failed: no\nanswer', { code: 'MCP_ILL', values: { missed: '3', reason: 'no\nanswer' } }],
    ['It was ended by SIGKILL. It ended by itself more than 5 times within 60 s.', { code: 'TOO_OFTEN_AFTER', values: { reason: 'It was ended by SIGKILL.', times: '5', seconds: '60' } }],
    ['memory limit: 2000 of 1000 bytes', { code: 'MEMORY', values: { rssBytes: '2000', mostBytes: '1000' } }],
  ])('is understood again: %j', (text, known) => expect(readReason(text)).toEqual(known));

  it.each(['', 'Something else.', 'It is fine again. Or not.', 'XIt is fine againX'])('is not made of other words: %j', (text) => expect(readReason(text)).toBeUndefined());

  it('is told apart from all others', () => {
    const say = sayReason as (code: string, values: object) => string;
    const values = { silentMs: 1, ageMs: 2, withinMs: 3, most: 4, taken: 5, reason: 'because', times: 6, seconds: 7, signal: 'SIGTERM', code: 8, flag: '--no', rssBytes: 9, mostBytes: 10, missed: 11, script: '/a.js', folder: '/b', port: 12, host: '::1', question: 'health-check', status: 500 };
    expect(REASON_CODES.map((code) => readReason(say(code, values))?.code)).toEqual(REASON_CODES);
  });
});
