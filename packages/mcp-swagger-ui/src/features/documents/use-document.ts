import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from '../../lib/i18n/use-translation';
import { api, ProblemError, read, type ToolDiff } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { toast } from '../../lib/toasts';

/** One document; below `documents`, so that whatever changes one of them has it asked anew. */
export function useDocument(id: string) {
  return useQuery({ queryKey: [...queryKeys.documents, id], queryFn: () => read(api.GET('/api/documents/{id}', { params: { path: { id } } })) });
}

/** Its versions, the newest first. */
export function useVersions(id: string) {
  return useQuery({ queryKey: [...queryKeys.documents, id, 'versions'], staleTime: 0, queryFn: async () => (await read(api.GET('/api/documents/{id}/versions', { params: { path: { id } } }))).versions });
}

/** How the tools of one version differ from those of another. */
export function useDiff(id: string, from: number, to: number) {
  return useQuery<ToolDiff>({ queryKey: [...queryKeys.documents, id, 'diff', from, to], queryFn: () => read(api.GET('/api/documents/{id}/diff', { params: { path: { id }, query: { from, to } } })) });
}

/** Looks at the document's address now. */
export function useRefresh(id: string) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => read(api.POST('/api/documents/{id}/refresh', { params: { path: { id } } })),
    onSuccess: ({ isNew, newest }) => toast('good', isNew ? t('versions.found', { number: newest }) : t('versions.nothingNew')),
    onError: (error) => toast('bad', error.message),
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.documents }),
  });
}

interface Change {
  refreshIntervalMs?: number | null;
  autoApply?: boolean;
  openapiData?: string;
}

/** Changes what is done by itself, or hands in another text, which becomes a version. */
export function useChangeDocument(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Change) => read(api.PATCH('/api/documents/{id}', { params: { path: { id } }, body })),
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.documents }),
  });
}

/** Gives a version to the servers of the document; says of each what became of it. */
export function useApplyVersion(id: string) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (number: number) => read(api.POST('/api/documents/{id}/versions/{number}/apply', { params: { path: { id, number } } })),
    onSuccess: ({ number, servers }) => {
      toast('good', t('versions.applied', { number }));
      for (const { name, error } of servers) if (error !== null) toast('bad', `${name}: ${new ProblemError({ code: error.code, detail: error.message }, 422).message}`);
    },
    onError: (error) => toast('bad', error.message),
    onSettled: () => Promise.all([queryKeys.documents, queryKeys.servers, ['server']].map((queryKey) => cache.invalidateQueries({ queryKey }))),
  });
}
