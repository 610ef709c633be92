import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { LogLineView } from 'mcp-swagger-ipc';
import { useEffect } from 'react';
import { api, type LogLine, read } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { socket } from '../../lib/socket';

const MOST_LINES = 200;

/** The last lines of one server's process, live while somebody looks. */
export function useLogLines(serverId: string) {
  const cache = useQueryClient();
  useEffect(() => {
    const key = queryKeys.logs(serverId);
    const subscribe = () => void socket.emit('subscribeServerLogs', { serverId });
    const append = (payload: { serverId: string; lines: LogLineView[] }) => {
      if (payload.serverId === serverId) cache.setQueryData<LogLine[]>(key, (lines) => lines && [...lines, ...payload.lines].slice(-MOST_LINES));
    };
    subscribe();
    socket.on('connect', subscribe).on('processLogsUpdated', append);
    return () => {
      socket.off('connect', subscribe).off('processLogsUpdated', append);
      socket.emit('unsubscribeServerLogs', { serverId });
    };
  }, [cache, serverId]);
  return useQuery<LogLine[]>({
    queryKey: queryKeys.logs(serverId),
    queryFn: async () => (await read(api.GET('/api/processes/{id}/logs', { params: { path: { id: serverId }, query: { limit: MOST_LINES } } }))).lines,
  });
}
