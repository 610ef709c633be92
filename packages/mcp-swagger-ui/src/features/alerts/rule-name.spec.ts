import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import i18next from 'i18next';
import { zh } from '../../lib/i18n/zh';
import { ruleName } from './rule-name';

/** The rules that the API begins with, as its source names them. */
const source = readFileSync(new URL('../../../../mcp-swagger-api/src/alerts/first-rules.ts', import.meta.url), 'utf8');
const firstRules = [...source.matchAll(/rule\('([^']+)', '\w+', '(\w+)'/g)].map(([, name = '', metric = '']) => [name, metric] as const);

describe('The name of a rule', () => {
  beforeAll(() => i18next.init({ lng: 'zh', resources: { zh: { translation: zh } } }));

  it.each(firstRules)('is told in the language of its reader when it came with the product: %s', (name, metric) => expect(ruleName(i18next.t, name)).toBe((zh.alerts.firstRule as Record<string, string>)[metric]));

  it('is told so for each of them', () => expect(firstRules.map(([, metric]) => metric).toSorted()).toEqual(Object.keys(zh.alerts.firstRule).toSorted()));

  it('is as it was given otherwise', () => expect(ruleName(i18next.t, 'Too slow')).toBe('Too slow'));
});
