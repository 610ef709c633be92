import { useQuery } from '@tanstack/react-query';
import { CircleStop, CircleX, LogIn, LogOut, Play } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Link } from 'react-router';
import { Card } from '../../components/card';
import { api, read, type Server } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { useFormat } from '../../lib/use-format';
import { useConnections } from '../connections/use-connections';
import { useTellReason } from '../../lib/use-tell-reason';
import { recentEvents } from './recent-events';

const MOST = 14;
const icons = { started: Play, ended: CircleStop, failed: CircleX, connected: LogIn, disconnected: LogOut };
const tones = { started: 'text-good-ink', ended: 'text-warn-ink', failed: 'text-bad-ink', connected: 'text-accent-ink', disconnected: 'text-quiet' };

/** What happened last. */
export function RecentEvents({ servers }: { servers: Server[] }) {
  const { t } = useTranslation();
  const { time, instant } = useFormat();
  const tell = useTellReason();
  const { data: connections } = useConnections();
  const { data: ended } = useQuery({
    queryKey: [...queryKeys.endedConnections, 'last'],
    queryFn: async () => (await read(api.GET('/api/mcp/connections/history', { params: { query: { limit: MOST } } }))).connections,
  });
  const events = useMemo(() => recentEvents(servers, connections ?? [], ended ?? [], MOST, tell), [servers, connections, ended, tell]);
  const names = new Map(servers.map(({ id, name }) => [id, name]));
  return (
    <Card title={t('overview.events')}>
      {events.length === 0 && <p className="text-[13px] text-quiet">{t('overview.noEvents')}</p>}
      <ol className="flex flex-col gap-2 text-[13px]">
        {events.map(({ id, at, kind, serverId, detail }) => {
          const Icon = icons[kind];
          return (
            <li key={id} className="flex min-w-0 items-baseline gap-2">
              <time dateTime={at} title={instant(at)} className="shrink-0 font-mono text-xs text-quiet">
                {time(at)}
              </time>
              <Icon size={14} aria-hidden className={`shrink-0 self-center ${tones[kind]}`} />
              <span className="min-w-0 truncate" title={detail}>
                <Link to={`/servers/${serverId}`} className="font-medium hover:text-accent-ink hover:underline">
                  {names.get(serverId) ?? serverId}
                </Link>{' '}
                {t(`overview.event.${kind}`)} <span className="text-quiet">{detail}</span>
              </span>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
