import { useMutation, useQuery } from '@tanstack/react-query';
import { api, type Connection, read } from '../../lib/api';
import { liveEdits } from '../../lib/live-data';
import { queryKeys } from '../../lib/query-keys';

/** More than that are read page by page, when the table can. */
const MOST_CONNECTIONS = 1_000;

/** All live connections; the socket keeps them fresh. */
export function useConnections() {
  return useQuery<Connection[]>({
    queryKey: queryKeys.connections,
    queryFn: () =>
      liveEdits.connections.load(async () => (await read(api.GET('/api/mcp/connections', { params: { query: { limit: MOST_CONNECTIONS } } }))).connections),
  });
}

/** Ends one; the socket tells when it is gone. */
export function useDisconnect() {
  return useMutation({ mutationFn: (sessionId: string) => read(api.DELETE('/api/mcp/connections/{sessionId}', { params: { path: { sessionId } } })) });
}
