import type { TFunction } from 'i18next';
import type { Alert } from '../../lib/api';
import { BYTES_A_MB } from './rule-limit';

/** What is wrong, in the reader's language; as the API says it where it watches something that the dashboard does not know. */
export function alertWords(t: TFunction, number: (value: number) => string, { metric, value, message }: Pick<Alert, 'metric' | 'value' | 'message'>): string {
  return t(`alerts.message.${metric}`, { value: number(metric === 'memoryBytes' ? value / BYTES_A_MB : value), defaultValue: message });
}
