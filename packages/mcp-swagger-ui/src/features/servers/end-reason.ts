import type { TFunction } from 'i18next';
import type { Server } from '../../lib/api';

type Exit = NonNullable<Server['process']['lastExit']>;

/** Why a process ended, in the reader's language; as the API says it where only that is known. */
export function endReason(t: TFunction, { cause, reason, signal, code, oneTooMany = false }: Exit): string {
  if (cause === undefined) return reason;
  const words = t(`end.${cause}`, { reason, signal, code });
  // What is told in the words of the API tells that, too.
  return oneTooMany && !words.includes(reason) ? t('end.oneTooMany', { words }) : words;
}
