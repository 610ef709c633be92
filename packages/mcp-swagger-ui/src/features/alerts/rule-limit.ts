import type { AlertRule } from '../../lib/api';

/** They hold or they do not; there is no number to pass. */
export const STATES: ReadonlySet<AlertRule['metric']> = new Set(['failed', 'unhealthy']);

/** Memory is typed and shown in MB, and told in bytes. */
export const BYTES_A_MB = 1024 * 1024;

/** What stands behind the metric of a rule: ` ≥ 10`; nothing for a state. */
export function limitOf({ metric, operator, threshold }: Pick<AlertRule, 'metric' | 'operator' | 'threshold'>, number: (value: number, digits: number) => string): string {
  if (STATES.has(metric)) return '';
  return ` ${operator === 'atMost' ? '≤' : '≥'} ${number(metric === 'memoryBytes' ? threshold / BYTES_A_MB : threshold, 2)}`;
}
