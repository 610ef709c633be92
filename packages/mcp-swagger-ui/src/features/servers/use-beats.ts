import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import type { Beat } from '../../components/heartbeat-bar';
import { api, type HealthCheck, read } from '../../lib/api';
import { formatMs, formatTime } from '../../lib/format';
import { queryKeys } from '../../lib/query-keys';
import { useTellReason } from '../../lib/use-tell-reason';

/** Slower than this is worth a colour. */
const SLOW_MS = 1_000;
const LOOK_MS = 15_000;

/** The last looks at a server's process as beats; `state` makes it look anew when it changes. */
export function useBeats(serverId: string, state: string): Beat[] {
  const { t, language } = useTranslation();
  const tell = useTellReason();
  const { data } = useQuery({
    queryKey: [...queryKeys.health(serverId), state],
    queryFn: async () => (await read(api.GET('/api/servers/{id}/health/history', { params: { path: { id: serverId } } }))).checks,
    // A page that opens shows the last looks, not those of the page before.
    staleTime: 0,
    refetchInterval: LOOK_MS,
    placeholderData: (before) => before,
  });
  return useMemo(
    () => (data ?? []).toSorted((a, b) => (a.at < b.at ? -1 : 1)).map((check) => ({ tone: toneOf(check), words: `${formatTime(check.at, language)} · ${check.healthy ? formatMs(check.latencyMs, language) : (check.error === null ? t('server.failing') : tell(check.error))}` })),
    [data, t, language, tell],
  );
}

function toneOf({ healthy, latencyMs }: HealthCheck): Beat['tone'] {
  if (!healthy) return 'bad';
  return latencyMs > SLOW_MS ? 'warn' : 'good';
}
