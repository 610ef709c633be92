import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { LogLineView } from 'mcp-swagger-ipc';
import { useEffect, useState } from 'react';
import { api, type LogLine, read } from '../../lib/api';
import { withLines } from '../../lib/cache-edits';
import { LiveEdits } from '../../lib/live-edits';
import { queryKeys } from '../../lib/query-keys';
import { socket } from '../../lib/socket';

const MOST_LINES = 200;

/** The last lines of one server's process, live while somebody looks. */
export function useLogLines(serverId: string) {
  const cache = useQueryClient();
  const [edits] = useState(() => new LiveEdits<LogLine[]>());
  useEffect(() => {
    const key = queryKeys.logs(serverId);
    const subscribe = () => void socket.emit('subscribeServerLogs', { serverId });
    const hear = (payload: { serverId: string; lines: LogLineView[] }) => {
      if (payload.serverId !== serverId) return;
      const append = (lines: LogLine[]) => withLines(lines, payload.lines, MOST_LINES);
      edits.tell(append);
      cache.setQueryData<LogLine[]>(key, (lines) => lines && append(lines));
    };
    subscribe();
    socket.on('connect', subscribe).on('processLogsUpdated', hear);
    return () => {
      socket.off('connect', subscribe).off('processLogsUpdated', hear);
      socket.emit('unsubscribeServerLogs', { serverId });
    };
  }, [cache, edits, serverId]);
  return useQuery<LogLine[]>({
    queryKey: queryKeys.logs(serverId),
    queryFn: () =>
      edits.load(async () => (await read(api.GET('/api/processes/{id}/logs', { params: { path: { id: serverId }, query: { limit: MOST_LINES } } }))).lines),
  });
}
