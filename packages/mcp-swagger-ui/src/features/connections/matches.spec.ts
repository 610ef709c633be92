import { describe, expect, it } from '@jest/globals';
import type { Connection } from '../../lib/api';
import { matches } from './matches';

const connection = { clientInfo: { name: 'Claude', version: '1.2', subject: 'ann' }, clientIP: '127.0.0.1', kind: 'session', userAgent: null, sessionId: 'abc' } as Connection;

describe('matches', () => {
  it.each<[string, boolean]>([
    ['', true],
    ['claude', true],
    ['CLAUDE tea', true],
    ['127.0', true],
    ['ann', true],
    ['derived', false],
    ['claude nobody', false],
  ])('%j is %s', (filter, expected) => expect(matches(connection, 'tea-house', filter)).toBe(expected));
});
