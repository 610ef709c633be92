import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { api, type Connection, read } from '../../lib/api';
import { withConnectionChanges } from '../../lib/cache-edits';
import { keepSame } from '../../lib/keep-same';
import { liveEdits } from '../../lib/live-data';
import { queryKeys } from '../../lib/query-keys';
import { toast } from '../../lib/toasts';
import { after, usePaged } from '../../lib/use-paged';
import { useRefusal } from '../access/use-refusal';

const PAGE = 1_000;
/** More than that are counted by the API and not listed here. */
const MOST_CONNECTIONS = 20_000;

const LOOK_MS = 10_000;

const allConnections = {
  queryKey: queryKeys.connections,
  structuralSharing: keepSame,
  queryFn: () => liveEdits.connections.load(loadAll),
} as const;

/** All live connections, page by page; the socket keeps them fresh. */
export function useConnections() {
  return useQuery<Connection[]>(allConnections);
}

/** How many are connected, those included that are too many to be listed; undefined until that is known. */
export function useConnectionTotal(): number | undefined {
  const listed = useConnections().data?.length;
  const isCut = listed !== undefined && listed >= MOST_CONNECTIONS;
  const { data } = useQuery({ queryKey: queryKeys.connectionCount, queryFn: async () => (await read(api.GET('/api/mcp/connections/count'))).activeConnections, refetchInterval: LOOK_MS, enabled: isCut });
  return isCut ? Math.max(listed, data ?? 0) : listed;
}

/** How many are connected to each server, undefined until that is loaded; the same map until one of the counts changes. */
export function useConnectionCounts(): ReadonlyMap<string, number> | undefined {
  return useQuery<Connection[], Error, ReadonlyMap<string, number>>({ ...allConnections, select: countByServer }).data;
}

/** Who is connected to one server; the same list until one of them changes. */
export function useConnectionsOf(serverId: string) {
  return useQuery<Connection[], Error, Connection[]>({ ...allConnections, select: useCallback((list: Connection[]) => list.filter((connection) => connection.serverId === serverId), [serverId]) });
}

function countByServer(connections: Connection[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { serverId } of connections) counts.set(serverId, (counts.get(serverId) ?? 0) + 1);
  return counts;
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

export interface Disconnecting {
  disconnect: (connection: Connection) => void;
  /** Why it may not be done; undefined when it may. */
  refused: string | undefined;
}

/** Ends connections; they leave the page at once and come back if the API refuses. */
export function useDisconnect(): Disconnecting {
  const cache = useQueryClient();
  const refused = useRefusal('operator');
  const { mutate: disconnect } = useMutation({
    mutationFn: ({ sessionId, serverId }: Connection) => read(api.DELETE('/api/mcp/connections/{sessionId}', { params: { path: { sessionId }, query: { serverId } } })),
    onMutate: (connection) => {
      cache.setQueryData<Connection[]>(queryKeys.connections, (list) => list && withConnectionChanges(list, [{ ...connection, connection: undefined }]));
    },
    onError: (error, connection) => {
      cache.setQueryData<Connection[]>(queryKeys.connections, (list) => list && withConnectionChanges(list, [{ ...connection, connection }]));
      toast('bad', error.message);
    },
  });
  return useMemo(() => ({ disconnect, refused }), [disconnect, refused]);
}
