import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from '../../lib/i18n/use-translation';
import { api, type CreateServer, read } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { toast } from '../../lib/toasts';

/** Changes settings of a server; its pages are asked anew. */
export function useUpdateServer(id: string) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Partial<CreateServer>) => read(api.PATCH('/api/servers/{id}', { params: { path: { id } }, body })),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: queryKeys.servers });
      void cache.invalidateQueries({ queryKey: queryKeys.server(id) });
      toast('good', t('server.saved'));
    },
  });
}
