import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, type Me, ProblemError, read } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { keepCsrfToken, onSignedOut } from '../../lib/session';
import { socket } from '../../lib/socket';
import { forgetRuns } from '../server/playground/saved-runs';

/** Who looks: null for somebody who has to sign in first. */
export function useMe() {
  return useQuery<Me | null>({
    queryKey: queryKeys.me,
    staleTime: Infinity,
    queryFn: async () => {
      try {
        const me = await read(api.GET('/api/auth/me'));
        keepCsrfToken(me.csrfToken);
        return me;
      } catch (error) {
        if (error instanceof ProblemError && error.status === 401) return null;
        throw error;
      }
    },
  });
}

/** Keeps socket and page in step with who is signed in; a session that ended shows the sign-in page. */
export function useSession() {
  const cache = useQueryClient();
  const me = useMe();
  const isIn = me.data !== undefined && me.data !== null;
  useEffect(() => {
    if (!isIn) return undefined;
    // A socket that is refused may mean that the session has ended.
    const ask = () => void cache.invalidateQueries({ queryKey: queryKeys.me });
    socket.on('connect_error', ask).connect();
    return () => void socket.off('connect_error', ask).disconnect();
  }, [isIn, cache]);
  useEffect(
    () =>
      onSignedOut(() => {
        keepCsrfToken(null);
        cache.setQueryData(queryKeys.me, null);
      }),
    [cache],
  );
  return me;
}

/** How one may sign in here; an issuer has a page of its own. */
export function useSignInMethods() {
  return useQuery({ queryKey: queryKeys.signInMethods, queryFn: () => read(api.GET('/api/auth/methods')) });
}

export function useSignIn() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; password: string }) => read(api.POST('/api/auth/login', { body: { ...body, as: 'cookie' } })),
    onSuccess: async ({ csrfToken }) => {
      keepCsrfToken(csrfToken);
      await cache.resetQueries();
    },
  });
}

export function useSignOut() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => read(api.POST('/api/auth/logout')),
    onSettled: () => {
      keepCsrfToken(null);
      cache.setQueryData(queryKeys.me, null);
      // What one saw is not left for the next who sits down here.
      forgetRuns();
      cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== queryKeys.me[0] });
    },
  });
}
