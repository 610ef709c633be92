import { describe, expect, it } from '@jest/globals';
import type { LogLineView } from 'mcp-swagger-ipc';
import { type LineConditions, lineFilter } from './line-filter.js';

const line = (text: string, level: LogLineView['level'] = 'info'): LogLineView => ({ id: 1, serverId: 'a', timestamp: '2026-11-21T10:00:00.000Z', stream: 'stderr', level, text });

describe('lineFilter', () => {
  it.each<[string, LineConditions, LogLineView, boolean]>([
    ['text in any case of letters', { search: 'REFUSED' }, line('connection refused'), true],
    ['text that looks like an expression', { search: 'a.c' }, line('abc'), false],
    ['an expression', { search: 'a.c', regex: true }, line('xabcx'), true],
    ['an expression that minds the case', { search: 'ABC', regex: true }, line('abc'), false],
    ['an expression that does not', { search: '(?i)ABC', regex: true }, line('abc'), true],
    ['what must not be there', { exclude: 'health' }, line('GET /health'), false],
    ['one of several levels', { levels: ['warn', 'error'] }, line('x', 'error'), true],
    ['another level', { levels: ['warn', 'error'] }, line('x', 'info'), false],
    ['another stream', { streams: ['supervisor'] }, line('x'), false],
    ['a time from', { from: Date.parse('2026-11-21T10:00:00Z') }, line('x'), true],
    ['a time from, before which it was', { from: Date.parse('2026-11-21T10:00:01Z') }, line('x'), false],
    ['a time between two', { from: Date.parse('2026-11-21T09:00:00Z'), to: Date.parse('2026-11-21T11:00:00Z') }, line('x'), true],
    ['a time to, which is not in it', { to: Date.parse('2026-11-21T10:00:00Z') }, line('x'), false],
  ])('knows %s', (_, conditions, given, expected) => {
    expect(lineFilter(conditions)(given)).toBe(expected);
  });

  it.each(['(', '(?=a)', '\\1', 'a{2000}'])('refuses %j and says what is allowed', (search) => {
    expect(() => lineFilter({ search, regex: true })).toThrow(/RE2/);
  });

  it.each(['\\pL{400}', '(a.{20}){20}'])('refuses %j, which has too many steps', (search) => {
    expect(() => lineFilter({ search, regex: true })).toThrow(/steps/);
  });

  it('is not held up by an expression that was made for it', () => {
    const test = lineFilter({ search: '(a+)+$', regex: true });
    // A backtracking engine takes 2^4000 steps.
    expect(test(line(`${'a'.repeat(4_000)}!`))).toBe(false);
  });
});
