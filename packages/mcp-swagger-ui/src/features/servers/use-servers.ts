import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { api, type CreateServer, read, type Server, type System } from '../../lib/api';
import { keepSame } from '../../lib/keep-same';
import { liveEdits } from '../../lib/live-data';
import { queryKeys } from '../../lib/query-keys';
import { toast } from '../../lib/toasts';
import { expected, type ServerAction } from './can-do';
import { chunksOf } from './chunks-of';
import { keepSamplesOf } from './memory-samples';

const allServers = {
  queryKey: queryKeys.servers,
  structuralSharing: keepSame,
  queryFn: () => liveEdits.servers.load(loadServers),
} as const;

async function loadServers(): Promise<Server[]> {
  const { servers } = await read(api.GET('/api/servers'));
  keepSamplesOf(servers);
  return servers;
}

/** All servers with what their processes do. */
export function useServers() {
  return useQuery<Server[]>(allServers);
}

/** One of them, out of the same cache; undefined while they load, null when there is none. What happens to others does not draw the page that asks. */
export function useServer(id: string) {
  return useQuery<Server[], Error, Server | null>({ ...allServers, select: useCallback((servers: Server[]) => servers.find((server) => server.id === id) ?? null, [id]) });
}

/** Their names by id. */
export function useServerNames(): Map<string, string> {
  const { data } = useServers();
  return useMemo(() => new Map(data?.map(({ id, name }) => [id, name])), [data]);
}

/** The API itself; the socket keeps it fresh. */
export function useSystem() {
  return useQuery<System>({ queryKey: queryKeys.system, queryFn: () => read(api.GET('/api/system')) });
}

interface Deed {
  ids: string[];
  action: ServerAction;
}

/** So many at once, then the bar moves. */
const AT_ONCE = 20;

/**
 * Does the same with one server or many. The page shows at once what is expected, and goes back for those that refused;
 * `progress`: how many of them are done.
 */
export function useActOnServers() {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const [progress, setProgress] = useState(0);
  const put = (edit: (server: Server) => Server) => cache.setQueryData<Server[]>(queryKeys.servers, (servers) => servers?.map(edit));
  const mutation = useMutation({
    mutationFn: async ({ ids, action }: Deed) => {
      setProgress(0);
      const refused: { id: string; detail: string }[] = [];
      for (const some of chunksOf(ids, AT_ONCE)) {
        const { results } = await read(api.POST('/api/servers/batch', { body: { ids: some, action } }));
        refused.push(...results.flatMap(({ id, error }) => (error === null ? [] : [{ id, detail: error.detail }])));
        setProgress((done) => done + some.length);
      }
      return refused;
    },
    onMutate: ({ ids, action }) => {
      const chosen = new Set(ids);
      const before = new Map(cache.getQueryData<Server[]>(queryKeys.servers)?.map((server) => [server.id, server]));
      put((server) => (chosen.has(server.id) ? { ...server, process: { ...server.process, state: expected(server.process.state, action) } } : server));
      return { before };
    },
    onError: (error, { ids }, context) => {
      const chosen = new Set(ids);
      put((server) => (chosen.has(server.id) ? (context?.before.get(server.id) ?? server) : server));
      toast('bad', error.message);
    },
    onSuccess: (refused, { ids, action }, { before }) => {
      const back = new Set(refused.map(({ id }) => id));
      put((server) => (back.has(server.id) ? (before.get(server.id) ?? server) : server));
      for (const { id, detail } of refused.slice(0, 3)) toast('bad', `${before.get(id)?.name ?? id}: ${detail}`);
      if (refused.length > 3) toast('bad', t('servers.refused', { count: refused.length }));
      if (ids.length > 1 && refused.length === 0) toast('good', t(`servers.done.${action}`, { count: ids.length }));
      if (action === 'reload' && ids.length === 1 && refused.length === 0) toast('good', t('servers.done.reload', { count: 1 }));
    },
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.servers }),
  });
  return { ...mutation, progress };
}

export function useCreateServer() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: CreateServer) => read(api.POST('/api/servers', { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: queryKeys.servers }),
  });
}
