import { type ReactNode, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { SearchField } from '../../components/field';
import { matchingTools, type SearchedTool } from './matching-tools';

/** More tools than these are found by the search field. */
const MOST_SHOWN = 300;

/** A search field over tools: what is found, at most 300 of it, and what to say of the rest. */
export function useToolSearch<T extends SearchedTool>(tools: T[], className: string): { field: ReactNode; shown: T[]; remark: string | undefined } {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const found = matchingTools(tools, words);
  return {
    field: <SearchField label={t('add.findTool')} className={className} value={words} onChange={(event) => setWords(event.target.value)} />,
    shown: found.slice(0, MOST_SHOWN),
    remark: found.length === 0 ? t('add.noTool') : found.length > MOST_SHOWN ? t('add.moreTools', { count: found.length - MOST_SHOWN }) : undefined,
  };
}
