import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatDuration, formatInstant, formatMs, formatNumber, formatShare, formatTime } from './format';

/** The formats of numbers, sizes and times in the reader's language. */
export function useFormat() {
  const { i18n } = useTranslation();
  const { language } = i18n;
  return useMemo(
    () => ({
      duration: (ms: number) => formatDuration(ms, language),
      number: (value: number, digits = 0) => formatNumber(value, language, digits),
      bytes: (bytes: number) => formatBytes(bytes, language),
      ms: (ms: number) => formatMs(ms, language),
      share: (share: number) => formatShare(share, language),
      time: (instant: string) => formatTime(instant, language),
      instant: (instant: string) => formatInstant(instant, language),
    }),
    [language],
  );
}
