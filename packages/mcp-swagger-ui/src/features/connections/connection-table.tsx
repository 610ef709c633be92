import { Unplug } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Link } from 'react-router';
import { IconButton } from '../../components/button';
import { Pill } from '../../components/pill';
import { type Column, FLEXIBLE, Table } from '../../components/table';
import { Uptime } from '../../components/uptime';
import type { Connection } from '../../lib/api';
import { useFormat } from '../../lib/use-format';
import { maskIp } from './mask-ip';
import { type Disconnecting, useDisconnect } from './use-connections';

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
  const { number } = useFormat();
  const how = useDisconnect();
  const columns = useMemo<Column<Connection>[]>(
    () => [
      { id: 'client', header: t('connection.client'), accessorFn: ({ clientInfo }) => clientInfo.name ?? '', meta: { className: FLEXIBLE }, cell: ({ row }) => <Client connection={row.original} serverNames={serverNames} /> },
      ...(serverNames === undefined ? [] : [serverColumn(t('connection.server'), serverNames)]),
      {
        id: 'kind',
        header: t('connection.kind'),
        accessorFn: ({ kind }) => kind,
        meta: { from: 'md' },
        cell: ({ row }) => (
          <Pill tone={kindTones[row.original.kind]} dot={false} title={t(`kindHint.${row.original.kind}`)}>
            {t(`kind.${row.original.kind}`)}
          </Pill>
        ),
      },
      { id: 'protocol', header: t('connection.protocol'), accessorFn: ({ clientInfo }) => clientInfo.protocolVersion ?? '', meta: { from: 'xl' }, cell: ({ row }) => <Code text={row.original.clientInfo.protocolVersion} /> },
      { id: 'address', header: t('connection.address'), accessorFn: ({ clientIP }) => clientIP ?? '', meta: { from: 'md' }, cell: ({ row }) => <Code text={isMasked ? maskIp(row.original.clientIP) : row.original.clientIP} /> },
      {
        id: 'agent',
        header: t('connection.agent'),
        accessorFn: ({ userAgent }) => userAgent ?? '',
        meta: { from: 'wide' },
        cell: ({ row }) => (
          <span className="block max-w-24 truncate text-xs text-quiet 2xl:max-w-52" title={row.original.userAgent ?? undefined}>
            {row.original.userAgent ?? '—'}
          </span>
        ),
      },
      { id: 'key', header: t('connection.key'), accessorFn: ({ clientInfo }) => clientInfo.subject ?? '', meta: { from: 'xl' }, cell: ({ row }) => <Key name={row.original.clientInfo.subject} /> },
      { id: 'since', header: t('connection.since'), accessorFn: ({ connectedAt }) => Date.parse(connectedAt), meta: { className: 'whitespace-nowrap' }, cell: ({ row }) => <Uptime since={row.original.connectedAt} /> },
      { id: 'activity', header: t('connection.activity'), accessorFn: ({ lastActivity }) => Date.parse(lastActivity), meta: { from: 'md', className: 'whitespace-nowrap' }, cell: ({ row }) => <Uptime since={row.original.lastActivity} /> },
      { id: 'inFlight', header: t('connection.inFlight'), accessorFn: ({ inFlight }) => inFlight, meta: { from: 'xl', className: 'text-right' }, cell: ({ row }) => number(row.original.inFlight) },
      { id: 'requests', header: t('connection.requests'), accessorFn: ({ requestCount }) => requestCount, meta: { from: 'lg', className: 'text-right' }, cell: ({ row }) => number(row.original.requestCount) },
      { id: 'actions', header: () => <span className="sr-only">{t('action.disconnect')}</span>, enableSorting: false, meta: { className: 'w-0', staysInSight: true }, cell: ({ row }) => <DisconnectButton connection={row.original} label={t('action.disconnect')} how={how} /> },
    ],
    [t, number, serverNames, isMasked, how],
  );
  return <Table label={t('nav.connections')} rows={connections} columns={columns} rowId={idOf} testId="connections" rowTestId="connection" />;
}

const idOf = ({ serverId, sessionId }: Connection) => `${serverId} ${sessionId}`;

function serverColumn(header: string, names: Map<string, string>): Column<Connection> {
  return {
    id: 'server',
    header,
    accessorFn: ({ serverId }) => names.get(serverId) ?? serverId,
    meta: { from: 'md' },
    cell: ({ row }) => (
      <Link to={`/servers/${row.original.serverId}`} className="block max-w-28 truncate 2xl:max-w-48 hover:text-accent-ink hover:underline">
        {names.get(row.original.serverId) ?? row.original.serverId}
      </Link>
    ),
  };
}

/** Who it is; on a phone what has columns of its own elsewhere stands below the name. */
function Client({ connection, serverNames }: { connection: Connection; serverNames: Map<string, string> | undefined }) {
  const { t } = useTranslation();
  const { clientInfo, sessionId, serverId, kind, requestCount } = connection;
  return (
    <span className="block truncate" title={`${clientInfo.name ?? '—'} ${clientInfo.version ?? ''}\n${sessionId}`}>
      <span className="font-medium">{clientInfo.name ?? '—'}</span> <span className="text-quiet">{clientInfo.version}</span>
      <span className="block truncate text-xs text-quiet md:hidden">
        {serverNames !== undefined && (
          <>
            <Link to={`/servers/${serverId}`} className="hover:text-accent-ink hover:underline">
              {serverNames.get(serverId) ?? serverId}
            </Link>
            {' · '}
          </>
        )}
        {t(`kind.${kind}`)} · {t('connection.requestCount', { count: requestCount })}
        {clientInfo.subject !== undefined && ` · ${clientInfo.subject}`}
      </span>
      {clientInfo.subject !== undefined && <span className="hidden truncate text-xs text-quiet md:block xl:hidden">{clientInfo.subject}</span>}
    </span>
  );
}

/** The name of the API key that it came with, or the subject of its token. */
function Key({ name }: { name: string | undefined }) {
  return (
    <span className="block max-w-24 truncate text-xs 2xl:max-w-36" title={name}>
      {name ?? '—'}
    </span>
  );
}

function Code({ text }: { text: string | null | undefined }) {
  return <span className="font-mono text-xs whitespace-nowrap">{text ?? '—'}</span>;
}

function DisconnectButton({ connection, label, how: { disconnect, refused } }: { connection: Connection; label: string; how: Disconnecting }) {
  return (
    <IconButton label={label} className="hover:text-bad-ink!" refused={refused} data-testid="disconnect" onClick={() => disconnect(connection)}>
      <Unplug size={14} aria-hidden />
    </IconButton>
  );
}
