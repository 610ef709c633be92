import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, type LogLine, read } from '../../lib/api';
import { Frames } from '../../lib/frames';
import { LiveEdits } from '../../lib/live-edits';
import { queryKeys } from '../../lib/query-keys';
import { appendLines, type KeptLines } from './append-lines';

/** As many as the API gives at once. */
const FIRST_LINES = 1_000;

/** What all processes said lately and say now, over a stream of server-sent events as long as somebody looks. */
export function useAllLogs() {
  const cache = useQueryClient();
  const [edits] = useState(() => new LiveEdits<KeptLines>());
  useEffect(() => {
    const frames = new Frames<KeptLines>((edit) => cache.setQueryData<KeptLines>(queryKeys.allLogs, (kept) => kept && edit(kept)));
    const tell = (edit: (kept: KeptLines) => KeptLines) => {
      edits.tell(edit);
      frames.add(edit);
    };
    const source = new EventSource('/api/logs/stream');
    source.addEventListener('line', ({ data }: MessageEvent<string>) => {
      const line = JSON.parse(data) as LogLine;
      tell((kept) => appendLines(kept, [line]));
    });
    source.addEventListener('dropped', ({ data }: MessageEvent<string>) => {
      const { count } = JSON.parse(data) as { count: number };
      tell((kept) => ({ ...kept, dropped: kept.dropped + count }));
    });
    return () => source.close();
  }, [cache, edits]);
  return useQuery<KeptLines>({
    queryKey: queryKeys.allLogs,
    staleTime: 0,
    queryFn: () => edits.load(async () => ({ lines: (await read(api.GET('/api/logs', { params: { query: { limit: FIRST_LINES } } }))).lines, dropped: 0 })),
  });
}
