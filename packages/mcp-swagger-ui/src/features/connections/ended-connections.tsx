import { useMemo } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Notice } from '../../components/notice';
import { Paged } from '../../components/paged';
import { type Column, Table } from '../../components/table';
import type { EndedConnection } from '../../lib/api';
import { useTellReason } from '../../lib/use-tell-reason';
import { useFormat } from '../../lib/use-format';
import { useEndedConnections } from './use-connections';

/** Who was connected, when, and why it ended. */
export function EndedConnections({ serverNames, serverId }: { serverNames?: Map<string, string>; serverId?: string }) {
  const { t } = useTranslation();
  const query = useEndedConnections(serverId);
  return (
    <Paged query={query} itemsOf={({ connections }) => connections} empty={<Notice title={t('connection.noPast')}>{t('connection.noPastHint')}</Notice>}>
      {(ended) => <PastTable ended={ended} serverNames={serverNames} />}
    </Paged>
  );
}

function PastTable({ ended, serverNames }: { ended: EndedConnection[]; serverNames: Map<string, string> | undefined }) {
  const { t } = useTranslation();
  const { instant, duration, number } = useFormat();
  const tell = useTellReason();
  const columns = useMemo<Column<EndedConnection>[]>(
    () => [
      {
        id: 'client',
        header: t('connection.client'),
        accessorFn: ({ clientInfo }) => `${clientInfo.name ?? '—'} ${clientInfo.version ?? ''}`,
        meta: { className: 'font-medium' },
        cell: ({ row }) => <Who ended={row.original} serverName={serverNames?.get(row.original.serverId)} reason={row.original.reason === null ? null : tell(row.original.reason)} />,
      },
      ...(serverNames === undefined ? [] : [{ id: 'server', header: t('connection.server'), accessorFn: ({ serverId }: EndedConnection) => serverNames.get(serverId) ?? serverId, meta: { from: 'md' as const } }]),
      { id: 'ended', header: t('connection.ended'), accessorFn: ({ endedAt }) => endedAt, meta: { className: 'md:whitespace-nowrap' }, cell: ({ row }) => instant(row.original.endedAt) },
      { id: 'duration', header: t('connection.duration'), accessorFn: (one) => one.duration, meta: { from: 'md', className: 'whitespace-nowrap' }, cell: ({ row }) => duration(row.original.duration) },
      { id: 'requests', header: t('connection.requests'), accessorFn: ({ requestCount }) => requestCount, meta: { from: 'md', className: 'text-right' }, cell: ({ row }) => number(row.original.requestCount) },
      { id: 'reason', header: t('connection.reason'), accessorFn: ({ reason }) => (reason === null ? '—' : tell(reason)), meta: { from: 'md' } },
    ],
    [t, instant, duration, number, serverNames, tell],
  );
  return <Table label={t('connection.past')} rows={ended} columns={columns} rowId={({ serverId, sessionId, endedAt }) => `${serverId} ${sessionId} ${endedAt}`} sortBy={[{ id: 'ended', desc: true }]} rowTestId="ended-connection" />;
}

/** Who it was; on a phone its server and the reason stand below, as there is no column for them. */
function Who({ ended: { clientInfo }, serverName, reason }: { ended: EndedConnection; serverName: string | undefined; reason: string | null }) {
  return (
    <span className="block max-w-44 min-w-0 md:max-w-none">
      {clientInfo.name ?? '—'} {clientInfo.version ?? ''}
      <span className="block text-xs font-normal text-quiet md:hidden">{[serverName, reason].filter(Boolean).join(' · ')}</span>
    </span>
  );
}
