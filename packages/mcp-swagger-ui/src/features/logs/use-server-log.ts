import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { LogLineView } from 'mcp-swagger-ipc';
import { useEffect, useState } from 'react';
import { api, read } from '../../lib/api';
import { Frames } from '../../lib/frames';
import { LiveEdits } from '../../lib/live-edits';
import { queryKeys } from '../../lib/query-keys';
import { socket } from '../../lib/socket';
import { appendTold, type KeptLines, rejoin } from './append-lines';

/** As many as the API gives at once. */
const FIRST_LINES = 1_000;

/** What one server's process said lately and says now, as long as somebody looks. */
export function useServerLog(serverId: string) {
  const cache = useQueryClient();
  const [edits] = useState(() => new LiveEdits<KeptLines>());
  useEffect(() => {
    const frames = new Frames<KeptLines>((told) => cache.setQueryData<KeptLines>(queryKeys.logs(serverId), (kept) => kept && appendTold(kept, told)));
    const subscribe = () => void socket.emit('subscribeServerLogs', { serverId });
    const hear = (payload: { serverId: string; lines: LogLineView[]; dropped?: number }) => {
      if (payload.serverId !== serverId) return;
      const told = { lines: payload.lines, dropped: payload.dropped ?? 0 };
      edits.tell((kept) => appendTold(kept, [told]));
      frames.add(told);
    };
    subscribe();
    socket.on('connect', subscribe).on('processLogsUpdated', hear);
    return () => {
      socket.off('connect', subscribe).off('processLogsUpdated', hear);
      socket.emit('unsubscribeServerLogs', { serverId });
    };
  }, [cache, edits, serverId]);
  return useQuery<KeptLines>({
    queryKey: queryKeys.logs(serverId),
    staleTime: 0,
    // Comparing a hundred thousand lines with themselves takes longer than drawing the few that are seen.
    structuralSharing: false,
    queryFn: () => {
      const kept = cache.getQueryData<KeptLines>(queryKeys.logs(serverId));
      return edits.load(async () => {
        const { lines, nextCursor } = await read(api.GET('/api/processes/{id}/logs', { params: { path: { id: serverId }, query: { limit: FIRST_LINES } } }));
        return rejoin(kept, lines, nextCursor === null);
      });
    },
  });
}
