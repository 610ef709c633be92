import { type Format, formatsOf } from './formats';
import { useTranslation } from './i18n/use-translation';

export type { Format } from './formats';

/** The formats of numbers, sizes and times in the reader's language. */
export function useFormat(): Format {
  return formatsOf(useTranslation().language);
}
