import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, type LogLine, read } from '../../lib/api';
import { Frames } from '../../lib/frames';
import { LiveEdits } from '../../lib/live-edits';
import { queryKeys } from '../../lib/query-keys';
import { reopening } from '../../lib/reopening';
import { socket } from '../../lib/socket';
import { appendTold, type KeptLines, rejoin } from './append-lines';

/** As many as the API gives at once. */
const FIRST_LINES = 1_000;

/** What all processes said lately and say now, over a stream of server-sent events as long as somebody looks. */
export function useAllLogs() {
  const cache = useQueryClient();
  const [edits] = useState(() => new LiveEdits<KeptLines>());
  useEffect(() => {
    const frames = new Frames<KeptLines>((told) => cache.setQueryData<KeptLines>(queryKeys.allLogs, (kept) => kept && appendTold(kept, told)));
    const tell = (told: KeptLines) => {
      edits.tell((kept) => appendTold(kept, [told]));
      frames.add(told);
    };
    const open = () => {
      const source = new EventSource('/api/logs/stream');
      source.addEventListener('line', ({ data }: MessageEvent<string>) => tell({ lines: [JSON.parse(data) as LogLine], dropped: 0 }));
      source.addEventListener('dropped', ({ data }: MessageEvent<string>) => tell({ lines: [], dropped: (JSON.parse(data) as { count: number }).count }));
      return source;
    };
    return reopening(open, (again) => {
      socket.on('connect', again);
      return () => void socket.off('connect', again);
    });
  }, [cache, edits]);
  return useQuery<KeptLines>({
    queryKey: queryKeys.allLogs,
    staleTime: 0,
    // Comparing a hundred thousand lines with themselves takes longer than drawing the few that are seen.
    structuralSharing: false,
    queryFn: () => {
      const kept = cache.getQueryData<KeptLines>(queryKeys.allLogs);
      return edits.load(async () => {
        const { lines, nextCursor } = await read(api.GET('/api/logs', { params: { query: { limit: FIRST_LINES } } }));
        return rejoin(kept, lines, nextCursor === null);
      });
    },
  });
}
