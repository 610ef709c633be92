import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Card, Figure } from '../../components/card';
import { Chart } from '../../components/chart';
import { Choice, Tick } from '../../components/field';
import { Loaded } from '../../components/loaded';
import { Notice } from '../../components/notice';
import { Paged } from '../../components/paged';
import { Pill } from '../../components/pill';
import { Segments } from '../../components/segments';
import { type Column, Table } from '../../components/table';
import { api, type Call, read } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { useFormat } from '../../lib/use-format';
import { after, usePaged } from '../../lib/use-paged';
import { useOpenServer } from './server-page';

const HOUR_MS = 3_600_000;
const spans = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 168 * HOUR_MS };
type Span = keyof typeof spans;
const LOOK_MS = 15_000;

/** The calls of this server's tools: how many, how long, and each of the last ones. */
export function CallsTab() {
  const { t } = useTranslation();
  const { id } = useOpenServer();
  const [span, setSpan] = useState<Span>('hour');
  const [tool, setTool] = useState('');
  const figures = useQuery({
    queryKey: [...queryKeys.calls(id), span, tool],
    queryFn: () => read(api.GET('/api/servers/{id}/calls', { params: { path: { id }, query: { from: new Date(Date.now() - spans[span]).toISOString(), ...(tool === '' ? {} : { tool }) } } })),
    refetchInterval: LOOK_MS,
    placeholderData: (before) => before,
  });
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <Segments label={t('calls.span')} value={span} options={{ hour: t('calls.hour'), day: t('calls.day'), week: t('calls.week') }} onChange={setSpan} />
        <Choice label={t('server.tool')} value={tool} onChange={(event) => setTool(event.target.value)}>
          <option value="">{t('calls.everyTool')}</option>
          {[...new Set([...(figures.data?.tools ?? []).map(({ name }) => name), ...(tool === '' ? [] : [tool])])].map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Choice>
      </div>
      <Loaded query={figures}>{(data) => <Figures figures={data} />}</Loaded>
      <LastCalls id={id} tool={tool} />
    </div>
  );
}

function Figures({ figures: { total, series } }: { figures: { total: Totals; series: (Totals & { at: string })[] } }) {
  const { t } = useTranslation();
  const { number, share, ms } = useFormat();
  const time = (value: number | null) => (value === null ? '—' : ms(value));
  const count = (value: number | null) => (value === null ? '—' : number(value));
  const times = series.map(({ at }) => Date.parse(at) / 1000);
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 md:grid-cols-4">
        <Figure label={t('server.calls')} value={number(total.calls)} testId="calls-total" />
        <Figure label={t('calls.errorShare')} value={total.calls === 0 ? '—' : share(total.errors / total.calls)} note={t('calls.errors', { count: total.errors, number: number(total.errors) })} tone={total.errors > 0 ? 'bad' : 'plain'} />
        <Figure label={t('calls.p50')} value={time(total.p50Ms)} />
        <Figure label={t('calls.p95')} value={time(total.p95Ms)} note={total.maxMs === null ? undefined : t('server.most', { time: ms(total.maxMs) })} />
      </dl>
      {series.length > 1 && (
        <div className="grid gap-4 lg:grid-cols-2">
          <Card>
            <Chart label={t('server.calls')} times={times} format={count} series={[{ label: t('server.calls'), values: series.map(({ calls }) => calls), tone: 'accent' }, { label: t('server.errors'), values: series.map(({ errors }) => errors), tone: 'bad' }]} />
          </Card>
          <Card>
            <Chart label={t('calls.duration')} times={times} format={time} series={[{ label: t('calls.p95'), values: series.map(({ p95Ms }) => p95Ms), tone: 'warn' }, { label: t('calls.p50'), values: series.map(({ p50Ms }) => p50Ms), tone: 'good' }]} />
          </Card>
        </div>
      )}
    </>
  );
}

interface Totals {
  calls: number;
  errors: number;
  p50Ms: number | null;
  p95Ms: number | null;
  maxMs: number | null;
}

function LastCalls({ id, tool }: { id: string; tool: string }) {
  const { t } = useTranslation();
  const [onlyErrors, setOnlyErrors] = useState(false);
  const query = usePaged({
    queryKey: [...queryKeys.calls(id), 'list', tool, onlyErrors],
    refetchInterval: LOOK_MS,
    load: (cursor) => read(api.GET('/api/servers/{id}/calls/list', { params: { path: { id }, query: { limit: 200, ...(tool === '' ? {} : { tool }), ...(onlyErrors ? { errors: 'true' as const } : {}), ...after(cursor) } } })),
  });
  const isKept = query.data?.pages[0]?.kept !== false;
  return (
    <section className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-[14px] font-semibold">{t('calls.last')}</h2>
        <Tick label={t('calls.onlyErrors')} checked={onlyErrors} onChange={(event) => setOnlyErrors(event.target.checked)} />
      </div>
      <Paged query={query} itemsOf={({ calls }) => calls} empty={isKept ? <Notice title={t('calls.none')}>{t('calls.noneHint')}</Notice> : <Notice title={t('calls.notKept')}>{t('calls.notKeptHint', { variable: 'MCP_CALL_RECORDS=true' })}</Notice>}>
        {(calls) => <CallTable calls={calls} />}
      </Paged>
    </section>
  );
}

function CallTable({ calls }: { calls: Call[] }) {
  const { t } = useTranslation();
  const { ms, bytes } = useFormat();
  const columns = useMemo<Column<Call>[]>(
    () => [
      { id: 'at', header: t('calls.at'), accessorFn: ({ at }) => at, meta: { className: 'whitespace-nowrap' }, cell: ({ row }) => <At at={row.original.at} /> },
      { id: 'tool', header: t('server.tool'), accessorFn: ({ tool }) => tool, cell: ({ row }) => <span className="font-mono text-xs break-all">{row.original.tool}</span> },
      { id: 'outcome', header: t('calls.outcome'), accessorFn: ({ isError }) => isError, cell: ({ row }) => <Pill tone={row.original.isError ? 'bad' : 'good'}>{row.original.upstreamStatus ?? t(row.original.isError ? 'playground.error' : 'playground.fine')}</Pill> },
      { id: 'duration', header: t('calls.duration'), accessorFn: ({ durationMs }) => durationMs, meta: { className: 'text-right whitespace-nowrap' }, cell: ({ row }) => ms(row.original.durationMs) },
      { id: 'bytes', header: t('server.received'), accessorFn: ({ bytesIn }) => bytesIn, meta: { from: 'md', className: 'text-right' }, cell: ({ row }) => bytes(row.original.bytesIn) },
    ],
    [t, ms, bytes],
  );
  return <Table label={t('calls.last')} rows={calls} columns={columns} rowId={({ at, tool, sessionId, durationMs }) => `${at} ${tool} ${sessionId} ${durationMs}`} sortBy={[{ id: 'at', desc: true }]} rowTestId="call" />;
}

/** When a call was made; a phone has no room for the day. */
function At({ at }: { at: string }) {
  const { instant, time } = useFormat();
  return (
    <time dateTime={at} title={instant(at)}>
      <span className="md:hidden">{time(at)}</span>
      <span className="hidden md:inline">{instant(at)}</span>
    </time>
  );
}
