import { describe, expect, it } from '@jest/globals';
import type { LogLine } from '../../lib/api';
import { everyLine, jsonOf, type LogFilter, lineTest } from './log-filter';

const line = (level: LogLine['level'], text: string) => ({ level, text }) as LogLine;
const lines = [line('error', '\u001b[31mBad gateway\u001b[0m 502'), line('info', 'ready'), line('debug', 'GET /pets 200')];

function texts(filter: Partial<LogFilter>): string[] {
  const test = lineTest({ ...everyLine, ...filter });
  return typeof test === 'function' ? lines.filter(test).map(({ level }) => level) : [test.error];
}

describe('lineTest', () => {
  it('lets all lines through', () => expect(texts({})).toHaveLength(3));
  it('keeps to the levels', () => expect(texts({ levels: new Set(['error']) })).toEqual(['error']));
  it('finds words in any case, behind colours', () => expect(texts({ text: 'BAD GATE' })).toEqual(['error']));
  it('finds expressions', () => expect(texts({ text: '\\b(200|502)$', isExpression: true })).toEqual(['error', 'debug']));
  it('finds what does not match', () => expect(texts({ text: '200|502', isExpression: true, isInverse: true })).toEqual(['info']));
  it('is not inverse without words', () => expect(texts({ isInverse: true })).toHaveLength(3));
  it('says why an expression is none', () => expect(texts({ text: '(', isExpression: true })[0]).toMatch(/expression/i));
  it('takes words literally that look like an expression', () => expect(texts({ text: '(' })).toEqual([]));
});

describe('jsonOf', () => {
  it.each<[string, unknown]>([
    ['{"a":1}', { a: 1 }],
    ['12:00 info {"a":[1]}', { a: [1] }],
    ['[1,2]', [1, 2]],
    ['no json', undefined],
    ['{ broken }', undefined],
  ])('of %s is %j', (text, value) => expect(jsonOf(text)).toEqual(value));
});
