import type { TFunction } from 'i18next';
import { en } from '../../lib/i18n/en';

const firstNames = new Map<string, string>(Object.entries(en.alerts.firstRule).map(([metric, name]) => [name, metric]));

/** The name of a rule; those that every installation begins with, and nobody has renamed, are told in the reader's language. */
export function ruleName(t: TFunction, name: string): string {
  const metric = firstNames.get(name);
  return metric === undefined ? name : t(`alerts.firstRule.${metric}`);
}
