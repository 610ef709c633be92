import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';

interface Options<P> {
  queryKey: QueryKey;
  /** Loads the page behind a cursor; undefined for the first. */
  load: (cursor: string | undefined) => Promise<P>;
  refetchInterval?: number;
}

/** A list that the API gives a page at a time, each with the cursor of the next. */
export function usePaged<P extends { nextCursor?: string | null }>({ queryKey, load, ...rest }: Options<P>) {
  return useInfiniteQuery({
    queryKey,
    staleTime: 0,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => load(pageParam),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    ...rest,
  });
}

/** A cursor as a query parameter; none for the first page. */
export function after(cursor: string | undefined): { cursor?: string } {
  return cursor === undefined ? {} : { cursor };
}
