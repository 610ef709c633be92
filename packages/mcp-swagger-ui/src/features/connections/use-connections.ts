import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Connection, read } from '../../lib/api';
import { liveEdits } from '../../lib/live-data';
import { queryKeys } from '../../lib/query-keys';
import { toast } from '../../lib/toasts';
import { after, usePaged } from '../../lib/use-paged';

const PAGE = 1_000;
/** More than that are counted by the API and not listed here. */
const MOST_CONNECTIONS = 20_000;

/** All live connections, page by page; the socket keeps them fresh. */
export function useConnections() {
  return useQuery<Connection[]>({ queryKey: queryKeys.connections, queryFn: () => liveEdits.connections.load(loadAll) });
}

async function loadAll(): Promise<Connection[]> {
  const all: Connection[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(api.GET('/api/mcp/connections', { params: { query: { limit: PAGE, ...after(cursor) } } }));
    all.push(...page.connections);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && all.length < MOST_CONNECTIONS);
  return all;
}

/** Connections that ended, newest first, a page at a time. */
export function useEndedConnections(serverId: string | undefined) {
  return usePaged({
    queryKey: [...queryKeys.endedConnections, serverId ?? 'all'],
    load: (cursor) => read(api.GET('/api/mcp/connections/history', { params: { query: { limit: 200, ...(serverId === undefined ? {} : { serverId }), ...after(cursor) } } })),
  });
}

/** Ends connections; they leave the page at once and come back if the API refuses. */
export function useDisconnect() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ sessionId, serverId }: Connection) => read(api.DELETE('/api/mcp/connections/{sessionId}', { params: { path: { sessionId }, query: { serverId } } })),
    onMutate: (connection) => {
      cache.setQueryData<Connection[]>(queryKeys.connections, (list) => list?.filter((known) => known.sessionId !== connection.sessionId || known.serverId !== connection.serverId));
    },
    onError: (error, connection) => {
      cache.setQueryData<Connection[]>(queryKeys.connections, (list) => list && [...list, connection]);
      toast('bad', error.message);
    },
  });
}
