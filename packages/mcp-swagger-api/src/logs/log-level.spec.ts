import { describe, expect, it } from '@jest/globals';
import { levelOf } from './log-level.js';

describe('levelOf', () => {
  it.each<[string, string, 'stderr' | 'stdout' | 'supervisor']>([
    ['error The upstream refuses', 'error', 'stderr'],
    ['info  A call failed and was repeated', 'info', 'stderr'],
    ['[warn] slow', 'warn', 'stderr'],
    ['2026-11-21T10:00:00.000Z ERROR no', 'error', 'stderr'],
    ['[2026-11-21 10:00:00] DEBUG yes', 'debug', 'stderr'],
    ['{"level":50,"msg":"no"}', 'error', 'stderr'],
    ['{"time":1,"level":"warn","msg":"error"}', 'warn', 'stderr'],
    ['Error: ENOENT', 'error', 'stderr'],
    ['TypeError: x is not a function', 'error', 'stderr'],
    ['Uncaught exception', 'error', 'stderr'],
    ['a stray print', 'warn', 'stdout'],
    ['Process 12 started (generation 1).', 'info', 'supervisor'],
    ['Failed: more than 5 restarts', 'error', 'supervisor'],
  ])('of %j is %s', (text, level, stream) => {
    expect(levelOf(text, stream)).toBe(level);
  });
});
