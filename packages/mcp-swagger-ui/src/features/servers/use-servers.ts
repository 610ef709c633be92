import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type CreateServer, read, type Server, type System } from '../../lib/api';
import { liveEdits } from '../../lib/live-data';
import { queryKeys } from '../../lib/query-keys';

/** All servers with what their processes do. */
export function useServers() {
  return useQuery<Server[]>({ queryKey: queryKeys.servers, queryFn: () => liveEdits.servers.load(async () => (await read(api.GET('/api/servers'))).servers) });
}

/** The API itself; the socket keeps it fresh. */
export function useSystem() {
  return useQuery<System>({ queryKey: queryKeys.system, queryFn: () => read(api.GET('/api/system')) });
}

export type ServerAction = 'start' | 'stop' | 'restart' | 'delete';

/** Starts, stops, restarts or deletes one server. */
export function useServerAction(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (action: ServerAction) => {
      const params = { path: { id } };
      switch (action) {
        case 'start':
          return read(api.POST('/api/servers/{id}/start', { params }));
        case 'stop':
          return read(api.POST('/api/servers/{id}/stop', { params }));
        case 'restart':
          return read(api.POST('/api/servers/{id}/restart', { params }));
        case 'delete':
          return read(api.DELETE('/api/servers/{id}', { params }));
      }
    },
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.servers }),
  });
}

/** What a document would give. */
export function usePreview() {
  return useMutation({ mutationFn: (body: { openapiUrl?: string; openapiData?: string }) => read(api.POST('/api/documents/preview', { body })) });
}

export function useCreateServer() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: CreateServer) => read(api.POST('/api/servers', { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: queryKeys.servers }),
  });
}
