import { useTranslation } from '../../lib/i18n/use-translation';
import { Link } from 'react-router';
import { buttonLook } from '../../components/button';
import { Card, Figure } from '../../components/card';
import { HeartbeatBar } from '../../components/heartbeat-bar';
import { Loaded } from '../../components/loaded';
import { Notice } from '../../components/notice';
import { Page } from '../../components/page';
import { SparkLine } from '../../components/spark-line';
import type { Server } from '../../lib/api';
import { useFormat } from '../../lib/use-format';
import { useConnections, useConnectionTotal } from '../connections/use-connections';
import { useBeats } from '../servers/use-beats';
import { StatePill, stateTones } from '../servers/state-pill';
import type { State } from '../servers/can-do';
import { useServers, useSystem } from '../servers/use-servers';
import { callsAMinute, callsByMinute } from './calls-a-minute';
import { useAllCalls } from './use-all-calls';
import { RaisedAlerts } from './raised-alerts';
import { RecentEvents } from './recent-events-card';

/** More bars than these are on the page of the processes. */
const MOST_BARS = 12;
const urgency: State[] = ['failed', 'unhealthy', 'backoff', 'starting', 'stopping', 'running', 'stopped'];

/** Is all well? If not, where? */
export function OverviewPage() {
  const { t } = useTranslation();
  const servers = useServers();
  const start = (
    <Link to="/servers?new" className={buttonLook('primary')}>
      {t('servers.add')}
    </Link>
  );
  return (
    <Page title={t('nav.overview')}>
      <Loaded query={servers} isEmpty={(list) => list.length === 0} empty={<Notice title={t('servers.empty')} action={start}>{t('servers.emptyHint')}</Notice>}>
        {(list) => (
          <>
            <RaisedAlerts />
            <Figures servers={list} />
            <States servers={list} />
            <div className="grid gap-4 xl:grid-cols-[3fr_2fr]">
              <Card title={t('overview.health')}>
                <Bars servers={list} />
              </Card>
              <RecentEvents servers={list} />
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Figures({ servers }: { servers: Server[] }) {
  const { t } = useTranslation();
  const { number, share, bytes, ms } = useFormat();
  const { data: connections = [] } = useConnections();
  const connected = useConnectionTotal() ?? 0;
  const { data: system } = useSystem();
  const { data } = useAllCalls();
  const calls = data?.total;
  const errorShare = calls === undefined || calls.calls === 0 ? null : calls.errors / calls.calls;
  const up = servers.filter(({ process }) => process.state === 'running').length;
  const failing = servers.filter(({ process }) => ['failed', 'unhealthy', 'backoff'].includes(process.state)).length;
  const memory = servers.reduce((sum, { process }) => sum + (process.resources?.rssBytes ?? 0), 0);
  const inFlight = connections.reduce((sum, connection) => sum + connection.inFlight, 0);
  return (
    <dl className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
      <Figure label={t('overview.running')} value={`${number(up)} / ${number(servers.length)}`} testId="total-running" note={failing === 0 ? t('overview.allWell') : t('overview.failing', { count: failing })} tone={failing > 0 ? 'bad' : 'plain'} />
      <Figure label={t('overview.connections')} value={number(connected)} testId="total-live" note={t('overview.inFlight', { number: number(inFlight) })} />
      <Figure
        label={t('overview.calls')}
        value={data === undefined ? '—' : number(callsAMinute(data.series, data.to))}
        testId="total-calls"
        note={data === undefined ? undefined : <SparkLine values={callsByMinute(data.series, data.to, 60)} label={t('overview.course')} className="h-4 w-full" />}
      />
      <Figure label={t('overview.errors')} value={errorShare === null ? '—' : share(errorShare)} testId="total-errors" note={t('overview.lastHour')} tone={errorShare !== null && errorShare > 0.05 ? 'bad' : 'plain'} />
      <Figure label={t('overview.p95')} value={calls === undefined || calls.p95Ms === null ? '—' : ms(calls.p95Ms)} testId="total-p95" note={t('overview.lastHour')} />
      <Figure label={t('overview.memory')} value={bytes(memory)} testId="total-memory" note={system === undefined ? undefined : t('overview.api', { size: bytes(system.system.memory.rss) })} />
    </dl>
  );
}

function States({ servers }: { servers: Server[] }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const counts = urgency.map((state) => [state, servers.filter(({ process }) => process.state === state).length] as const).filter(([, count]) => count > 0);
  const fills = { good: 'bg-good', warn: 'bg-warn', bad: 'bg-bad', quiet: 'bg-edge', accent: 'bg-accent' };
  return (
    <Card title={t('overview.states')}>
      <div aria-hidden className="flex h-2.5 gap-0.5 overflow-hidden rounded-full">
        {counts.map(([state, count]) => (
          <span key={state} className={fills[stateTones[state]]} style={{ flexGrow: count }} />
        ))}
      </div>
      <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-[13px]">
        {counts.map(([state, count]) => (
          <li key={state} className="flex items-center gap-1.5">
            <span aria-hidden className={`size-2 rounded-full ${fills[stateTones[state]]}`} /> {t(`state.${state}`)} <strong>{number(count)}</strong>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Bars({ servers }: { servers: Server[] }) {
  const { t } = useTranslation();
  const sorted = servers.toSorted((a, b) => urgency.indexOf(a.process.state) - urgency.indexOf(b.process.state) || a.name.localeCompare(b.name));
  return (
    <>
      <ul className="flex flex-col divide-y divide-line">
        {sorted.slice(0, MOST_BARS).map((server) => (
          <Bar key={server.id} server={server} />
        ))}
      </ul>
      {servers.length > MOST_BARS && (
        <Link to="/processes" className="mt-3 inline-block text-[13px] text-accent-ink hover:underline">
          {t('overview.more', { count: servers.length - MOST_BARS })}
        </Link>
      )}
    </>
  );
}

function Bar({ server }: { server: Server }) {
  const { t } = useTranslation();
  const beats = useBeats(server.id, server.process.state);
  return (
    <li className="grid items-center gap-x-4 gap-y-1.5 py-2.5 md:max-xl:grid-cols-[minmax(0,1fr)_minmax(0,24rem)] 2xl:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
      <div className="flex min-w-0 items-center gap-2">
        <Link to={`/servers/${server.id}`} className="truncate font-medium hover:text-accent-ink hover:underline">
          {server.name}
        </Link>
        <span className="shrink-0">
          <StatePill process={server.process} />
        </span>
      </div>
      <HeartbeatBar label={t('server.healthOf', { name: server.name })} beats={beats} />
    </li>
  );
}
