import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ProblemError, read } from './api';
import { queryKeys } from './query-keys';
import { socket } from './socket';

/** What a signed-in page must show with each change; the cookie alone would go along with a foreign page as well. */
let csrfToken: string | null = null;

api.use({
  onRequest: ({ request }) => {
    if (csrfToken !== null && request.method !== 'GET') request.headers.set('X-CSRF-Token', csrfToken);
    return request;
  },
});

export interface Session {
  kind: 'local' | 'user' | 'key';
  name: string;
}

/** Who uses the page; null when he has to sign in first. */
export function useSession() {
  return useQuery({ queryKey: queryKeys.session, queryFn: askWho, retry: false });
}

async function askWho(): Promise<Session | null> {
  try {
    const me = await read(api.GET('/api/auth/me'));
    csrfToken = me.csrfToken;
    return { kind: me.kind, name: me.name };
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) return null;
    throw error;
  }
}

/** Signs in, and opens the events that were refused before. Throws ProblemError. */
export function useSignIn(): (name: string, password: string) => Promise<void> {
  const cache = useQueryClient();
  return async (name, password) => {
    const { csrfToken: token } = await read(api.POST('/api/auth/login', { body: { name, password } }));
    csrfToken = token;
    socket.disconnect().connect();
    await cache.invalidateQueries();
  };
}

/** Signs out, and leaves nothing of what was seen in the page. */
export function useSignOut(): () => Promise<void> {
  const cache = useQueryClient();
  return async () => {
    await read(api.POST('/api/auth/logout'));
    csrfToken = null;
    socket.disconnect().connect();
    cache.setQueryData(queryKeys.session, null);
    cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== queryKeys.session[0] });
  };
}
