import { useMemo } from 'react';
import { useTranslation } from './i18n/use-translation';
import { tellReason } from './tell-reason';
import { useFormat } from './use-format';

/** Tells reasons in the reader's language; the same function until that is another. */
export function useTellReason(): (text: string) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(() => (text: string) => tellReason(t, format, text), [t, format]);
}
