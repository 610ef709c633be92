import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from '../lib/i18n/use-translation';
import { Button } from './button';
import { Notice, Skeleton } from './notice';

interface Props<T> {
  query: UseQueryResult<T>;
  rows?: number;
  /** What stands for content that is empty. */
  empty?: ReactNode;
  isEmpty?: (value: T) => boolean;
  children: (value: T) => ReactNode;
}

/** The four faces of what is loaded: on its way, broken, empty, there. What is there stays while it is loaded again. */
export function Loaded<T>({ query, rows = 3, empty, isEmpty, children }: Props<T>) {
  const { t } = useTranslation();
  if (query.data !== undefined) return isEmpty?.(query.data) === true ? empty : children(query.data);
  if (query.isError) {
    return (
      <Notice tone="bad" title={t('error.title')} action={<Button onClick={() => void query.refetch()}>{t('action.retry')}</Button>}>
        {query.error.message || t('error.unreachable')}
      </Notice>
    );
  }
  return <Skeleton rows={rows} label={t('loading')} />;
}
