import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Link } from 'react-router';
import { Card, Facts, Figure } from '../../components/card';
import { HeartbeatBar } from '../../components/heartbeat-bar';
import { Pill } from '../../components/pill';
import { Uptime } from '../../components/uptime';
import { api, read, type Server } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { useTellReason } from '../../lib/use-tell-reason';
import { useFormat } from '../../lib/use-format';
import { useConnectionsOf } from '../connections/use-connections';
import { useMe } from '../access/use-session';
import { gatewayAddress, gatewayGuard } from '../servers/gateway-address';
import { ClientSnippets } from '../servers/client-snippets';
import { Endpoint } from '../servers/server-table';
import { useDocument } from '../documents/use-document';
import { useBeats } from '../servers/use-beats';
import { Replicas } from './replicas';
import { useOpenServer } from './server-page';

/** What one wants to know first: is it well, who uses it, how is it reached. */
export function OverviewTab() {
  const { t } = useTranslation();
  const server = useOpenServer();
  const { process } = server;
  return (
    <div className="flex flex-col gap-4">
      <Figures server={server} />
      {server.replicas > 1 && <Replicas server={server} />}
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <Card title={t('server.health')}>
            <Health server={server} />
          </Card>
          <Card>
            <ClientSnippets name={server.name} endpoint={process.endpoint ?? gatewayAddress(server.name)} />
          </Card>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Card title={t('server.facts')}>
            <Facts
              facts={[
                [t('servers.endpoint'), <Endpoint key="endpoint" endpoint={process.endpoint} />],
                [t('server.gateway'), <Gateway key="gateway" server={server} />],
                [t('server.transport'), server.transport],
                [t('server.pid'), process.pid ?? '—'],
                [t('server.generation'), process.generation],
                [t('servers.uptimeHead'), <Uptime key="uptime" since={process.readyAt} />],
                [t('server.openFileCount'), process.resources?.openFiles ?? '—'],
                ...(server.kind === 'command' ? [] : [[t('server.confined'), t(`server.confinedBy.${server.confined ?? 'default'}`)] satisfies [string, ReactNode]]),
                ...(server.command === null ? [] : [[t('add.command'), <code key="command" className="font-mono text-xs">{[server.command.program, ...server.command.args].join(' ')}</code>] satisfies [string, ReactNode]]),
                [t('server.document'), server.documentId === null ? '—' : <Document key="document" id={server.documentId} />],
              ]}
            />
          </Card>
          {process.lastExit !== null && (
            <Card title={t('server.lastExit')}>
              <LastExit exit={process.lastExit} />
            </Card>
          )}
        </div>
      </div>
    </div>
  );
}

/** The address that stays when the process gets another port, and what a client has to show there. */
function Gateway({ server }: { server: Server }) {
  const { t } = useTranslation();
  const { data: me } = useMe();
  const guard = gatewayGuard(server, me?.kind);
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2" data-testid="gateway-address">
      <Endpoint endpoint={gatewayAddress(server.name)} />
      <Pill tone={guard === 'open' ? 'warn' : 'good'} title={t(`server.guardHint.${guard}`)}>
        {t(`server.guard.${guard}`)}
      </Pill>
    </span>
  );
}

function Figures({ server }: { server: Server }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: connections = [] } = useConnectionsOf(server.id);
  const { data: metrics } = useQuery({ queryKey: queryKeys.metrics(server.id), queryFn: () => read(api.GET('/api/servers/{id}/metrics', { params: { path: { id: server.id } } })), refetchInterval: 10_000 });
  const live = connections.length;
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
  const tell = useTellReason();
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
          {check.error !== null && <span className="text-bad-ink">{tell(check.error)}</span>}
        </p>
      )}
      {server.upstreamProbe !== null && <UpstreamCheck id={server.id} />}
    </div>
  );
}

/** How the API behind the server answered, when it was last looked at. */
function UpstreamCheck({ id }: { id: string }) {
  const { t } = useTranslation();
  const { ms, time } = useFormat();
  const { data } = useQuery({ queryKey: [...queryKeys.health(id), 'now'], queryFn: () => read(api.GET('/api/servers/{id}/health', { params: { path: { id } } })), refetchInterval: 15_000 });
  if (data === undefined) return null;
  return (
    <p className="flex flex-wrap items-center gap-2 text-[13px]" data-testid="upstream-check">
      <span>{t('server.upstream')}</span>
      {data.upstream === null ? (
        <span className="text-quiet">{t('server.noCheck')}</span>
      ) : (
        <>
          <Pill tone={data.upstream.healthy ? 'good' : 'bad'}>{t(data.upstream.healthy ? 'server.healthy' : 'server.failing')}</Pill>
          <span className="text-quiet">{t('server.checked', { time: time(data.upstream.at), latency: ms(data.upstream.latencyMs) })}</span>
          {data.upstream.error !== null && <span className="text-bad-ink">{data.upstream.error}</span>}
        </>
      )}
    </p>
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
  const tell = useTellReason();
  return (
    <div className="flex flex-col gap-2 text-[13px]">
      <p>
        {tell(exit.reason)} <span className="text-quiet">{instant(exit.at)}</span>
      </p>
      {exit.stderr.length > 0 && (
        <pre tabIndex={0} aria-label={t('server.lastLines')} className="max-h-56 overflow-auto rounded-md border border-line bg-raised p-2 font-mono text-xs leading-5">
          {exit.stderr.join('\n')}
        </pre>
      )}
    </div>
  );
}
