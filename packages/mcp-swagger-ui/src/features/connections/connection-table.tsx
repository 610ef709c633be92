import { Unplug } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { IconButton } from '../../components/button';
import { Pill } from '../../components/pill';
import { type Column, Table } from '../../components/table';
import { Uptime } from '../../components/uptime';
import type { Connection } from '../../lib/api';
import { useRefusal } from '../access/use-refusal';
import { maskIp } from './mask-ip';
import { useDisconnect } from './use-connections';

interface Props {
  connections: Connection[];
  /** Names of servers, where the connections are not of one. */
  serverNames?: Map<string, string>;
  isMasked?: boolean;
}

const kindTones = { session: 'accent', stream: 'good', derived: 'quiet' } as const;

/** Live connections as a table. */
export function ConnectionTable({ connections, serverNames, isMasked = false }: Props) {
  const { t } = useTranslation();
  const columns = useMemo<Column<Connection>[]>(
    () => [
      { id: 'client', header: t('connection.client'), accessorFn: ({ clientInfo }) => clientInfo.name ?? '', cell: ({ row }) => <Client connection={row.original} /> },
      ...(serverNames === undefined ? [] : [serverColumn(t('connection.server'), serverNames)]),
      {
        id: 'kind',
        header: t('connection.kind'),
        accessorFn: ({ kind }) => kind,
        cell: ({ row }) => (
          <Pill tone={kindTones[row.original.kind]} dot={false} title={t(`kindHint.${row.original.kind}`)}>
            {t(`kind.${row.original.kind}`)}
          </Pill>
        ),
      },
      { id: 'protocol', header: t('connection.protocol'), accessorFn: ({ clientInfo }) => clientInfo.protocolVersion ?? '', meta: { className: 'max-lg:hidden' }, cell: ({ row }) => <Code text={row.original.clientInfo.protocolVersion} /> },
      { id: 'address', header: t('connection.address'), accessorFn: ({ clientIP }) => clientIP ?? '', meta: { className: 'max-md:hidden' }, cell: ({ row }) => <Code text={isMasked ? maskIp(row.original.clientIP) : row.original.clientIP} /> },
      {
        id: 'agent',
        header: t('connection.agent'),
        accessorFn: ({ userAgent }) => userAgent ?? '',
        meta: { className: 'max-xl:hidden' },
        cell: ({ row }) => (
          <span className="block max-w-52 truncate text-xs text-quiet" title={row.original.userAgent ?? undefined}>
            {row.original.userAgent ?? '—'}
          </span>
        ),
      },
      { id: 'since', header: t('connection.since'), accessorFn: ({ connectedAt }) => connectedAt, meta: { className: 'whitespace-nowrap' }, cell: ({ row }) => <Uptime since={row.original.connectedAt} /> },
      { id: 'activity', header: t('connection.activity'), accessorFn: ({ lastActivity }) => lastActivity, meta: { className: 'max-md:hidden whitespace-nowrap' }, cell: ({ row }) => <Uptime since={row.original.lastActivity} /> },
      { id: 'inFlight', header: t('connection.inFlight'), accessorFn: ({ inFlight }) => inFlight, meta: { className: 'text-right max-lg:hidden' }, cell: ({ row }) => row.original.inFlight },
      { id: 'requests', header: t('connection.requests'), accessorFn: ({ requestCount }) => requestCount, meta: { className: 'text-right' }, cell: ({ row }) => row.original.requestCount },
      { id: 'actions', header: () => <span className="sr-only">{t('action.disconnect')}</span>, enableSorting: false, meta: { className: 'w-0' }, cell: ({ row }) => <DisconnectButton connection={row.original} /> },
    ],
    [t, serverNames, isMasked],
  );
  return <Table label={t('nav.connections')} rows={connections} columns={columns} rowId={({ serverId, sessionId }) => `${serverId} ${sessionId}`} testId="connections" rowTestId="connection" />;
}

function serverColumn(header: string, names: Map<string, string>): Column<Connection> {
  return {
    id: 'server',
    header,
    accessorFn: ({ serverId }) => names.get(serverId) ?? serverId,
    cell: ({ row }) => (
      <Link to={`/servers/${row.original.serverId}`} className="hover:text-accent-ink hover:underline">
        {names.get(row.original.serverId) ?? row.original.serverId}
      </Link>
    ),
  };
}

function Client({ connection: { clientInfo, sessionId } }: { connection: Connection }) {
  return (
    <span className="block whitespace-nowrap" title={sessionId}>
      <span className="font-medium">{clientInfo.name ?? '—'}</span> <span className="text-quiet">{clientInfo.version}</span>
      {clientInfo.subject !== undefined && <span className="block max-w-52 truncate text-xs text-quiet">{clientInfo.subject}</span>}
    </span>
  );
}

function Code({ text }: { text: string | null | undefined }) {
  return <span className="font-mono text-xs whitespace-nowrap">{text ?? '—'}</span>;
}

function DisconnectButton({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const { mutate, isPending } = useDisconnect();
  const refused = useRefusal('operator');
  return (
    <IconButton label={t('action.disconnect')} className="hover:text-bad-ink!" refused={refused} disabled={isPending} data-testid="disconnect" onClick={() => mutate(connection)}>
      <Unplug size={14} aria-hidden />
    </IconButton>
  );
}
