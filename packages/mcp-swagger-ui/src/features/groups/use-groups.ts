import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Group, type GroupMember, read } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { toast } from '../../lib/toasts';

/** What is typed of a group. */
export interface GroupDraft {
  name: string;
  description: string;
  members: GroupMember[];
}

/** Groups, with the tools that each shows now. */
export function useGroups() {
  return useQuery<Group[]>({ queryKey: queryKeys.groups, staleTime: 0, queryFn: async () => (await read(api.GET('/api/groups'))).groups });
}

/** Makes a group, or changes the one with that id. */
export function useSaveGroup(id: string | undefined) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: GroupDraft) => read(id === undefined ? api.POST('/api/groups', { body }) : api.PATCH('/api/groups/{id}', { params: { path: { id } }, body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: queryKeys.groups }),
  });
}

export function useDeleteGroup() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: Group) => read(api.DELETE('/api/groups/{id}', { params: { path: { id } } })),
    onMutate: ({ id }) => cache.setQueryData<Group[]>(queryKeys.groups, (groups) => groups?.filter((group) => group.id !== id)),
    onError: (error) => toast('bad', error.message),
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.groups }),
  });
}
