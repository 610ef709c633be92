import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type AlertRule, api, type CreateRule, read } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { toast } from '../../lib/toasts';
import { after, usePaged } from '../../lib/use-paged';

/** Alerts, newest first, a page at a time; the socket says when they change. */
export function useAlerts(state: 'raised' | 'resolved' | undefined) {
  return usePaged({
    queryKey: [...queryKeys.alerts, state ?? 'all'],
    load: (cursor) => read(api.GET('/api/alerts', { params: { query: { limit: 100, ...(state === undefined ? {} : { state }), ...after(cursor) } } })),
  });
}

export function useRules() {
  return useQuery({ queryKey: queryKeys.rules, queryFn: async () => (await read(api.GET('/api/alert-rules'))).rules });
}

/** Adds a rule, or changes the one with that id. */
export function useSaveRule(id: string | undefined) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: CreateRule) => read(id === undefined ? api.POST('/api/alert-rules', { body }) : api.PATCH('/api/alert-rules/{id}', { params: { path: { id } }, body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: queryKeys.rules }),
  });
}

/** Turns a rule on or off, silences it or deletes it. */
export function useChangeRule() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, change }: { id: string; change: 'delete' | { enabled: boolean } | { silencedUntil: string | null } }) => {
      const params = { path: { id } };
      if (change === 'delete') await read(api.DELETE('/api/alert-rules/{id}', { params }));
      else await read(api.PATCH('/api/alert-rules/{id}', { params, body: change }));
    },
    onMutate: ({ id, change }) => {
      const before = cache.getQueryData<AlertRule[]>(queryKeys.rules);
      if (change !== 'delete') cache.setQueryData<AlertRule[]>(queryKeys.rules, (rules) => rules?.map((rule) => (rule.id === id ? { ...rule, ...change } : rule)));
      return { before };
    },
    onError: (error, _wish, context) => {
      if (context?.before !== undefined) cache.setQueryData(queryKeys.rules, context.before);
      toast('bad', error.message);
    },
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.rules }),
  });
}
