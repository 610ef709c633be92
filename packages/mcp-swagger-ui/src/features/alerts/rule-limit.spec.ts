import { describe, expect, it } from '@jest/globals';
import type { AlertRule } from '../../lib/api';
import { limitOf } from './rule-limit';

describe('limitOf', () => {
  it.each<[AlertRule['metric'], AlertRule['operator'], number, string]>([
    ['failed', 'atLeast', 1, ''],
    ['restarts', 'atLeast', 3, ' ≥ 3'],
    ['connections', 'atMost', 0, ' ≤ 0'],
    ['memoryBytes', 'atLeast', 1024 ** 3, ' ≥ 1024'],
  ])('of %s %s %s is %j', (metric, operator, threshold, text) => expect(limitOf({ metric, operator, threshold }, String)).toBe(text));
});
