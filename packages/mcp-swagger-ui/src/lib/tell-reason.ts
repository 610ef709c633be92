import type { TFunction } from 'i18next';
import { readReason } from 'mcp-swagger-ipc/reasons';
import type { Format } from './formats';

/** A reason that the API tells, in the reader's language; as it came when its words are not among those that are known. */
export function tellReason(t: TFunction, format: Pick<Format, 'ms' | 'bytes'>, text: string): string {
  const known = readReason(text);
  if (known === undefined) return text;
  const told = Object.entries(known.values).map(([name, value]) => [name, tellValue(t, format, name, value)]);
  return t(`reason.${known.code}`, { replace: Object.fromEntries(told) });
}

function tellValue(t: TFunction, format: Pick<Format, 'ms' | 'bytes'>, name: string, value: string): string {
  if (name === 'reason') return tellReason(t, format, value);
  if (name.endsWith('Ms')) return format.ms(Number(value));
  return name.endsWith('Bytes') ? format.bytes(Number(value)) : value;
}
