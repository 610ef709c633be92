import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Card } from '../../components/card';
import { Chart } from '../../components/chart';
import { Loaded } from '../../components/loaded';
import { Notice } from '../../components/notice';
import { type Column, Table } from '../../components/table';
import { api, read } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { useFormat } from '../../lib/use-format';
import { useOpenServer } from './server-page';

const LOOK_MS = 10_000;

function useProcessMetrics(id: string) {
  return useQuery({ queryKey: [...queryKeys.process(id), 'metrics'], queryFn: () => read(api.GET('/api/processes/{id}/metrics', { params: { path: { id } } })), refetchInterval: LOOK_MS });
}

function useCallMetrics(id: string) {
  return useQuery({ queryKey: queryKeys.metrics(id), queryFn: () => read(api.GET('/api/servers/{id}/metrics', { params: { path: { id } } })), refetchInterval: LOOK_MS });
}

type ToolCalls = NonNullable<ReturnType<typeof useCallMetrics>['data']>['tools'][number];

/** What the process takes, and how its tools are used. */
export function MetricsTab() {
  const { t } = useTranslation();
  const format = useFormat();
  const { id } = useOpenServer();
  const metrics = useProcessMetrics(id);
  const calls = useCallMetrics(id);
  return (
    <div className="flex flex-col gap-4">
      <Loaded query={metrics} isEmpty={({ samples }) => samples.length === 0} empty={<Notice title={t('server.noSamples')}>{t('server.noSamplesHint')}</Notice>}>
        {({ samples }) => {
          const times = samples.map(({ at }) => Date.parse(at) / 1000);
          return (
            <div className="grid gap-4 lg:grid-cols-2">
              <Card>
                <Chart label={t('servers.memory')} times={times} series={[{ label: 'RSS', values: samples.map(({ rssBytes }) => rssBytes), tone: 'accent' }]} format={(value) => (value === null ? '—' : format.bytes(value))} />
              </Card>
              <Card>
                <Chart label={t('server.processor')} times={times} series={[{ label: 'CPU', values: samples.map(({ cpuPercent }) => cpuPercent / 100), tone: 'good' }]} format={(value) => (value === null ? '—' : format.share(value))} />
              </Card>
            </div>
          );
        }}
      </Loaded>
      <Loaded query={calls} isEmpty={({ tools }) => tools.length === 0} empty={<Notice title={t('server.noCalls')}>{t('server.noCallsHint')}</Notice>}>
        {({ tools }) => <CallTable tools={tools} />}
      </Loaded>
    </div>
  );
}

function CallTable({ tools }: { tools: ToolCalls[] }) {
  const { t } = useTranslation();
  const { number, ms, bytes, instant } = useFormat();
  const columns = useMemo<Column<ToolCalls>[]>(
    () => [
      { id: 'name', header: t('server.tool'), accessorFn: ({ name }) => name, cell: ({ row }) => <span className="font-mono text-xs break-all">{row.original.name}</span> },
      { id: 'total', header: t('server.calls'), accessorFn: ({ total }) => total, meta: { className: 'text-right' }, cell: ({ row }) => number(row.original.total) },
      { id: 'errors', header: t('server.errors'), accessorFn: ({ errors }) => errors, meta: { className: 'text-right' }, cell: ({ row }) => <span className={row.original.errors > 0 ? 'text-bad-ink' : ''}>{number(row.original.errors)}</span> },
      { id: 'average', header: t('server.averageTime'), accessorFn: ({ averageMs }) => averageMs ?? 0, meta: { className: 'text-right' }, cell: ({ row }) => (row.original.averageMs === null ? '—' : ms(row.original.averageMs)) },
      { id: 'max', header: t('server.mostTime'), accessorFn: ({ maxMs }) => maxMs ?? 0, meta: { from: 'md', className: 'text-right' }, cell: ({ row }) => (row.original.maxMs === null ? '—' : ms(row.original.maxMs)) },
      { id: 'bytes', header: t('server.received'), accessorFn: ({ bytesIn }) => bytesIn, meta: { from: 'md', className: 'text-right' }, cell: ({ row }) => bytes(row.original.bytesIn) },
      { id: 'last', header: t('server.lastCall'), accessorFn: ({ lastAt }) => lastAt ?? '', meta: { from: 'lg', className: 'whitespace-nowrap' }, cell: ({ row }) => (row.original.lastAt === null ? '—' : instant(row.original.lastAt)) },
    ],
    [t, number, ms, bytes, instant],
  );
  return <Table label={t('server.calls')} rows={tools} columns={columns} rowId={({ name }) => name} sortBy={[{ id: 'total', desc: true }]} />;
}
