import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Card, Facts, Figure } from '../../components/card';
import { HeartbeatBar } from '../../components/heartbeat-bar';
import { Pill } from '../../components/pill';
import { Uptime } from '../../components/uptime';
import { api, read, type Server } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { useFormat } from '../../lib/use-format';
import { useConnections } from '../connections/use-connections';
import { ClientSnippets } from '../servers/client-snippets';
import { Endpoint } from '../servers/server-table';
import { useDocument } from '../documents/use-document';
import { useBeats } from '../servers/use-beats';
import { useOpenServer } from './server-page';

/** What one wants to know first: is it well, who uses it, how is it reached. */
export function OverviewTab() {
  const { t } = useTranslation();
  const server = useOpenServer();
  const { process } = server;
  return (
    <div className="flex flex-col gap-4">
      <Figures server={server} />
      <div className="grid gap-4 xl:grid-cols-2">
        <Card title={t('server.health')}>
          <Health server={server} />
        </Card>
        <Card title={t('server.facts')}>
          <Facts
            facts={[
              [t('servers.endpoint'), <Endpoint key="endpoint" endpoint={process.endpoint} />],
              [t('server.transport'), server.transport],
              [t('server.pid'), process.pid ?? '—'],
              [t('server.generation'), process.generation],
              [t('servers.uptimeHead'), <Uptime key="uptime" since={process.readyAt} />],
              [t('server.document'), server.documentId === null ? '—' : <Document key="document" id={server.documentId} />],
            ]}
          />
        </Card>
        {process.endpoint !== null && (
          <Card>
            <ClientSnippets name={server.name} endpoint={process.endpoint} />
          </Card>
        )}
        {process.lastExit !== null && (
          <Card title={t('server.lastExit')}>
            <LastExit exit={process.lastExit} />
          </Card>
        )}
      </div>
    </div>
  );
}

function Figures({ server }: { server: Server }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: connections = [] } = useConnections();
  const { data: metrics } = useQuery({ queryKey: queryKeys.metrics(server.id), queryFn: () => read(api.GET('/api/servers/{id}/metrics', { params: { path: { id: server.id } } })), refetchInterval: 10_000 });
  const live = connections.filter(({ serverId }) => serverId === server.id).length;
  const calls = metrics?.calls;
  return (
    <dl className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
      <Figure label={t('servers.connectionCount')} value={format.number(live)} note={t('server.ever', { number: format.number(Math.max(live, server.connections.totalConnections)) })} testId="server-live" />
      <Figure label={t('servers.toolCount')} value={server.process.toolCount === null ? '—' : format.number(server.process.toolCount)} />
      <Figure label={t('server.calls')} value={calls === undefined ? '—' : format.number(calls.total)} testId="server-calls" />
      <Figure label={t('server.errors')} value={calls === undefined ? '—' : format.number(calls.errors)} tone={calls !== undefined && calls.errors > 0 ? 'bad' : 'plain'} />
      <Figure label={t('server.averageTime')} value={calls?.averageMs === null || calls === undefined ? '—' : format.ms(calls.averageMs)} note={calls?.maxMs === null || calls === undefined ? undefined : t('server.most', { time: format.ms(calls.maxMs) })} />
      <Figure label={t('servers.memory')} value={server.process.resources === null ? '—' : format.bytes(server.process.resources.rssBytes)} note={server.process.resources === null ? undefined : t('server.cpu', { share: format.share(server.process.resources.cpuPercent / 100) })} />
    </dl>
  );
}

function Health({ server }: { server: Server }) {
  const { t } = useTranslation();
  const beats = useBeats(server.id, server.process.state);
  const check = server.process.lastHealthCheck;
  const { ms, time } = useFormat();
  return (
    <div className="flex flex-col gap-3">
      <HeartbeatBar label={t('server.healthOf', { name: server.name })} beats={beats} />
      {check === null ? (
        <p className="text-[13px] text-quiet">{t('server.noCheck')}</p>
      ) : (
        <p className="flex flex-wrap items-center gap-2 text-[13px]">
          <Pill tone={check.healthy ? 'good' : 'bad'}>{t(check.healthy ? 'server.healthy' : 'server.failing')}</Pill>
          <span className="text-quiet">{t('server.checked', { time: time(check.at), latency: ms(check.latencyMs) })}</span>
          {check.error !== null && <span className="text-bad-ink">{check.error}</span>}
        </p>
      )}
    </div>
  );
}

function Document({ id }: { id: string }) {
  const { data } = useDocument(id);
  if (data === undefined) return '—';
  return (
    <Link to={`/documents/${id}`} className="hover:text-accent-ink hover:underline">
      {data.title} {data.version}
    </Link>
  );
}

function LastExit({ exit }: { exit: NonNullable<Server['process']['lastExit']> }) {
  const { t } = useTranslation();
  const { instant } = useFormat();
  return (
    <div className="flex flex-col gap-2 text-[13px]">
      <p>
        {exit.reason} <span className="text-quiet">{instant(exit.at)}</span>
      </p>
      {exit.stderr.length > 0 && (
        <pre tabIndex={0} aria-label={t('server.lastLines')} className="max-h-56 overflow-auto rounded-md border border-line bg-raised p-2 font-mono text-xs leading-5">
          {exit.stderr.join('\n')}
        </pre>
      )}
    </div>
  );
}
