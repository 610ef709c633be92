import type { RowSelectionState } from '@tanstack/react-table';
import { useMemo } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Link } from 'react-router';
import { CopyButton } from '../../components/copy-button';
import { type Column, Table } from '../../components/table';
import { Uptime } from '../../components/uptime';
import type { Server } from '../../lib/api';
import { useFormat } from '../../lib/use-format';
import { Memory } from './memory';
import { ServerActions, useServerDeeds } from './server-actions';
import type { ServerRow } from './server-rows';
import { Tags } from './tags';
import { StatePill } from './state-pill';

interface Props {
  rows: ServerRow[];
  chosen: RowSelectionState;
  onChoose: (chosen: RowSelectionState) => void;
}

/** Servers as rows. */
export function ServerTable({ rows, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const deeds = useServerDeeds();
  const columns = useMemo<Column<ServerRow>[]>(
    () => [
      { id: 'name', header: t('servers.name'), accessorFn: ({ server }) => server.name, cell: ({ row }) => <NameCell server={row.original.server} /> },
      { id: 'state', header: t('servers.state'), accessorFn: ({ server: { process } }) => process.state, cell: ({ row }) => <StatePill process={row.original.server.process} withReason /> },
      { id: 'endpoint', header: t('servers.endpoint'), enableSorting: false, meta: { from: '2xl' }, cell: ({ row }) => <Endpoint endpoint={row.original.server.process.endpoint} /> },
      { id: 'tools', header: t('servers.toolCount'), accessorFn: ({ server: { process } }) => process.toolCount ?? -1, meta: { className: 'text-right' }, cell: ({ row }) => <NumberCell value={row.original.server.process.toolCount} /> },
      {
        id: 'connections',
        header: t('servers.connectionCount'),
        accessorFn: ({ connected }) => connected,
        meta: { className: 'text-right' },
        cell: ({ row }) => <Connected count={row.original.connected} />,
      },
      { id: 'activity', header: t('servers.memory'), accessorFn: ({ server: { process } }) => process.resources?.rssBytes ?? 0, meta: { from: 'xl' }, cell: ({ row }) => <Memory server={row.original.server} /> },
      { id: 'uptime', header: t('servers.uptimeHead'), accessorFn: ({ server: { process } }) => process.readyAt ?? '', meta: { from: 'lg', className: 'whitespace-nowrap' }, cell: ({ row }) => <Uptime since={row.original.server.process.readyAt} /> },
      { id: 'actions', header: () => <span className="sr-only">{t('servers.actions')}</span>, enableSorting: false, meta: { className: 'w-0' }, cell: ({ row }) => <ServerActions server={row.original.server} deeds={deeds} /> },
    ],
    [t, deeds],
  );
  return (
    <Table label={t('nav.servers')} rows={rows} columns={columns} rowId={idOf} sortBy={[{ id: 'name', desc: false }]} chosen={chosen} onChoose={onChoose} testId="servers" rowTestId="server" />
  );
}

const idOf = ({ server }: ServerRow) => server.id;

function NameCell({ server }: { server: Server }) {
  return (
    <div className="min-w-0">
      <Link to={`/servers/${server.id}`} className="block max-w-44 truncate font-medium xl:max-w-60 hover:text-accent-ink hover:underline" data-testid="server-link">
        {server.name}
      </Link>
      <p className="flex max-w-44 items-center gap-1.5 xl:max-w-60">
        {server.description !== '' && <span className="min-w-0 truncate text-xs text-quiet">{server.description}</span>}
        <Tags tags={server.tags} most={1} />
      </p>
    </div>
  );
}

export function Endpoint({ endpoint }: { endpoint: string | null }) {
  if (endpoint === null) return <span className="text-quiet">—</span>;
  return (
    <span className="flex min-w-0 items-center gap-1">
      <code className="truncate font-mono text-xs" data-testid="server-endpoint">
        {endpoint}
      </code>
      <CopyButton text={endpoint} />
    </span>
  );
}

function NumberCell({ value }: { value: number | null }) {
  const { number } = useFormat();
  return value === null ? <span className="text-quiet">—</span> : number(value);
}

function Connected({ count }: { count: number }) {
  const { number } = useFormat();
  return (
    <span data-testid="server-connections" className={count > 0 ? 'font-semibold text-good-ink' : 'text-quiet'}>
      {number(count)}
    </span>
  );
}
