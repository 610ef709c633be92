import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from '../lib/i18n/use-translation';
import { Button } from './button';
import { Loaded } from './loaded';

interface Props<P, T> {
  query: UseInfiniteQueryResult<InfiniteData<P>>;
  itemsOf: (page: P) => T[];
  empty: ReactNode;
  children: (items: T[]) => ReactNode;
}

/** All pages that were loaded as one list, with a button for the next. */
export function Paged<P, T>({ query, itemsOf, empty, children }: Props<P, T>) {
  const { t } = useTranslation();
  return (
    <Loaded query={query} isEmpty={({ pages }) => pages.every((page) => itemsOf(page).length === 0) && !query.hasNextPage} empty={empty}>
      {({ pages }) => (
        <>
          {children(pages.flatMap(itemsOf))}
          {query.hasNextPage && (
            <Button className="self-center" disabled={query.isFetchingNextPage} data-testid="more" onClick={() => void query.fetchNextPage()}>
              {t('action.more')}
            </Button>
          )}
        </>
      )}
    </Loaded>
  );
}
