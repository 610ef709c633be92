import { memo, type ReactNode, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Link } from 'react-router';
import { SearchField } from '../../components/field';
import { HeartbeatBar } from '../../components/heartbeat-bar';
import { Loaded } from '../../components/loaded';
import { Notice } from '../../components/notice';
import { Page } from '../../components/page';
import { SparkLine } from '../../components/spark-line';
import { Uptime } from '../../components/uptime';
import type { Server } from '../../lib/api';
import { useFormat } from '../../lib/use-format';
import { chosenServers } from '../servers/chosen-servers';
import { memorySamples } from '../servers/memory-samples';
import { type Deeds, ServerActions, useServerDeeds } from '../servers/server-actions';
import { StatePill } from '../servers/state-pill';
import { useBeats } from '../servers/use-beats';
import { useServers } from '../servers/use-servers';

/** More cards than these are found by the search field. */
const MOST_CARDS = 60;

/** The operating-system processes: what they take, how often they began anew, and how they answered. */
export function ProcessesPage() {
  const { t } = useTranslation();
  const servers = useServers();
  const deeds = useServerDeeds();
  const [words, setWords] = useState('');
  return (
    <Page title={t('nav.processes')} lead={t('processes.lead')}>
      <Loaded query={servers} isEmpty={(list) => list.length === 0} empty={<Notice title={t('servers.empty')}>{t('servers.emptyHint')}</Notice>}>
        {(list) => {
          const found = chosenServers(list, { words, state: 'all' }).toSorted((a, b) => Number(a.process.pid === null) - Number(b.process.pid === null) || a.name.localeCompare(b.name));
          return (
            <>
              <SearchField label={t('servers.search')} className="sm:max-w-80" value={words} onChange={(event) => setWords(event.target.value)} />
              {found.length === 0 && <Notice title={t('servers.noMatch')} />}
              <ul className="grid gap-3 md:grid-cols-2 2xl:grid-cols-3">
                {found.slice(0, MOST_CARDS).map((server) => (
                  <ProcessCard key={server.id} server={server} deeds={deeds} />
                ))}
              </ul>
              {found.length > MOST_CARDS && <p className="text-[13px] text-quiet">{t('servers.moreCards', { count: found.length - MOST_CARDS })}</p>}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

const ProcessCard = memo(function ProcessCard({ server, deeds }: { server: Server; deeds: Deeds }) {
  const { t } = useTranslation();
  const { bytes, share, number } = useFormat();
  const { process } = server;
  const beats = useBeats(server.id, process.state);
  const samples = memorySamples(server);
  const delay = process.heartbeat?.eventLoopDelayMs ?? process.lastHealthCheck?.eventLoopDelayMs ?? null;
  return (
    <li className="flex min-w-0 flex-col gap-3 rounded-xl border border-line bg-panel p-4" data-testid="process">
      <div className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <Link to={`/servers/${server.id}`} className="block truncate text-[15px] font-semibold hover:text-accent-ink hover:underline">
            {server.name}
          </Link>
          <StatePill process={process} withReason />
        </div>
        <ServerActions server={server} deeds={deeds} />
      </div>
      <dl className="grid grid-cols-3 gap-x-4 gap-y-2 text-[13px]">
        <Value name={t('server.pid')}>{process.pid ?? '—'}</Value>
        <Value name={t('server.processor')}>{process.resources === null ? '—' : share(process.resources.cpuPercent / 100)}</Value>
        <Value name={t('servers.memory')}>{process.resources === null ? '—' : bytes(process.resources.rssBytes)}</Value>
        <Value name={t('processes.delay')}>{delay === null ? '—' : `${number(delay, 1)} ms`}</Value>
        <Value name={t('server.openFileCount')}>{process.resources?.openFiles === undefined || process.resources.openFiles === null ? '—' : number(process.resources.openFiles)}</Value>
        <Value name={t('server.restarts')}>{number(process.restarts)}</Value>
        <Value name={t('server.confined')}>{server.kind === 'command' ? '—' : t(`server.confinedBy.${server.confined ?? 'default'}`)}</Value>
        <Value name={t('processes.generation')}>{number(process.generation)}</Value>
        <Value name={t('servers.uptimeHead')}>
          <Uptime since={process.readyAt} />
        </Value>
      </dl>
      {samples.length > 1 && <SparkLine values={samples} label={t('servers.memoryOf', { name: server.name, size: process.resources === null ? '—' : bytes(process.resources.rssBytes) })} className="h-8 w-full" />}
      <HeartbeatBar label={t('server.healthOf', { name: server.name })} beats={beats} />
    </li>
  );
});

function Value({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="truncate text-xs text-quiet">{name}</dt>
      <dd className="truncate font-medium">{children}</dd>
    </div>
  );
}
