import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, read, type ToolPatch } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { toast } from '../../lib/toasts';

/** Enables, disables, renames or describes one tool; null takes a change back. */
export function useChangeTool(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ name, patch }: { name: string; patch: ToolPatch }) => read(api.PATCH('/api/servers/{id}/tools/{name}', { params: { path: { id, name } }, body: patch })),
    onError: (error) => toast('bad', error.message),
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.tools(id) }),
  });
}
