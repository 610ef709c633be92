import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button } from '../../components/button';
import { Card, Facts, Figure } from '../../components/card';
import { Loaded } from '../../components/loaded';
import { Page } from '../../components/page';
import { type Column, Table } from '../../components/table';
import { api, type Ipc, read, type System } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { toast } from '../../lib/toasts';
import { useFormat } from '../../lib/use-format';
import { useRefusal } from '../access/use-refusal';
import { useSystem } from '../servers/use-servers';
import { BackupCard } from './backup-card';

const LOOK_MS = 5_000;

/** The API itself, and the pipes to its children. */
export function SystemPage({ serverNames }: { serverNames: Map<string, string> }) {
  const { t } = useTranslation();
  const system = useSystem();
  const ipc = useQuery({ queryKey: queryKeys.ipc, queryFn: () => read(api.GET('/api/system/ipc')), refetchInterval: LOOK_MS });
  return (
    <Page title={t('nav.system')}>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Loaded query={system}>{(view) => <Api view={view} />}</Loaded>
        <BackupCard />
      </div>
      <Loaded query={ipc}>{(view) => <Pipes view={view} serverNames={serverNames} />}</Loaded>
    </Page>
  );
}

function Api({ view: { system, mcp } }: { view: System }) {
  const { t } = useTranslation();
  const { bytes, duration, number } = useFormat();
  return (
    <Card title={t('system.api')}>
      <Facts
        facts={[
          ['mcp-swagger-server', system.version],
          [t('server.pid'), system.pid],
          ['Node.js', system.nodeVersion],
          [t('servers.uptimeHead'), duration(system.uptime * 1000)],
          [t('servers.memory'), t('system.memory', { rss: bytes(system.memory.rss), heap: bytes(system.memory.heapUsed) })],
          [t('processes.delay'), `${number(system.eventLoopDelayMs, 1)} ms`],
          [t('nav.processes'), t('system.processes', { running: number(mcp.process.running), total: number(mcp.process.total), failed: number(mcp.process.failed) })],
        ]}
      />
    </Card>
  );
}

function Pipes({ view, serverNames }: { view: Ipc; serverNames: Map<string, string> }) {
  const { t } = useTranslation();
  const { number, ms, bytes, share, instant } = useFormat();
  const cache = useQueryClient();
  const refused = useRefusal('operator');
  const reset = useMutation({
    mutationFn: () => read(api.POST('/api/system/ipc/reset')),
    onError: (error) => toast('bad', error.message),
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.ipc }),
  });
  const columns = useMemo<Column<Ipc['servers'][number]>[]>(
    () => [
      { id: 'server', header: t('connection.server'), accessorFn: ({ serverId }) => serverNames.get(serverId) ?? serverId, meta: { className: 'font-medium' } },
      { id: 'messages', header: t('system.messages'), accessorFn: ({ messagesReceived }) => messagesReceived, meta: { className: 'text-right' }, cell: ({ row }) => number(row.original.messagesReceived) },
      { id: 'rate', header: t('system.rate'), accessorFn: ({ messagesPerSecond }) => messagesPerSecond, meta: { from: 'md', className: 'text-right' }, cell: ({ row }) => number(row.original.messagesPerSecond, 1) },
      { id: 'bytes', header: t('server.received'), accessorFn: ({ bytesReceived }) => bytesReceived, meta: { from: 'md', className: 'text-right whitespace-nowrap' }, cell: ({ row }) => bytes(row.original.bytesReceived) },
      { id: 'latency', header: t('system.latency'), accessorFn: ({ averageLatency }) => averageLatency, meta: { from: 'md', className: 'text-right' }, cell: ({ row }) => ms(row.original.averageLatency) },
      { id: 'errors', header: t('system.wrong'), accessorFn: ({ errorCount }) => errorCount, meta: { className: 'text-right' }, cell: ({ row }) => number(row.original.errorCount) },
      { id: 'lost', header: t('system.lost'), accessorFn: ({ lost, dropped }) => lost + dropped, meta: { className: 'text-right' }, cell: ({ row }) => number(row.original.lost + row.original.dropped) },
    ],
    [t, serverNames, number, bytes, ms],
  );
  return (
    <section className="flex flex-col gap-3">
      <header className="flex flex-wrap items-center justify-between gap-2">
        <div>
          <h2 className="text-base font-semibold">{t('system.pipes')}</h2>
          <p className="text-[13px] text-quiet">{t('system.since', { time: instant(view.since) })}</p>
        </div>
        <Button refused={refused} disabled={reset.isPending} onClick={() => reset.mutate()}>
          {t('system.reset')}
        </Button>
      </header>
      <dl className="grid grid-cols-2 gap-3 md:grid-cols-5">
        <Figure label={t('system.messages')} value={number(view.messagesReceived)} note={t('system.perSecond', { number: number(view.messagesPerSecond, 1) })} />
        <Figure label={t('system.latency')} value={ms(view.averageLatency)} note={t('server.most', { time: ms(view.maxLatency) })} />
        <Figure label={t('system.wrong')} value={number(view.errorCount)} note={share(view.errorRate)} tone={view.errorCount > 0 ? 'warn' : 'plain'} />
        <Figure label={t('system.lost')} value={number(view.lost + view.dropped)} note={t('system.gaps', { number: number(view.gaps) })} tone={view.lost + view.dropped > 0 ? 'bad' : 'plain'} />
        <Figure label={t('system.queue')} value={number(view.queueDepth)} />
      </dl>
      {view.servers.length > 0 && <Table label={t('system.pipes')} rows={view.servers} columns={columns} rowId={({ serverId }) => serverId} sortBy={[{ id: 'server', desc: false }]} />}
    </section>
  );
}
