import { useMemo } from 'react';
import { Loaded } from '../../components/loaded';
import { Pill } from '../../components/pill';
import { type Column, Table } from '../../components/table';
import type { Server } from '../../lib/api';
import { useTranslation } from '../../lib/i18n/use-translation';
import { useFormat } from '../../lib/use-format';
import { useNodes } from '../nodes/use-nodes';
import { StatePill } from '../servers/state-pill';
import { type Replica, useReplicas } from './use-replicas';

/** The processes of a server that several nodes run at once. */
export function Replicas({ server: { id, replicas: wanted } }: { server: Server }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const replicas = useReplicas(id);
  return (
    <section className="flex flex-col gap-2" data-testid="replicas">
      <h2 className="flex flex-wrap items-baseline gap-x-2 text-[14px] font-semibold">
        {t('replicas.title')}
        {replicas.data !== undefined && <span className="text-xs font-normal text-quiet">{t('replicas.ofWanted', { running: number(replicas.data.filter(({ process }) => process?.state === 'running').length), wanted: number(wanted) })}</span>}
      </h2>
      <Loaded query={replicas} rows={1} isEmpty={(rows) => rows.length === 0} empty={<p className="rounded-xl border border-dashed border-line bg-panel px-4 py-3 text-[13px] text-quiet">{t('replicas.none')}</p>}>
        {(rows) => <ReplicaTable rows={rows} />}
      </Loaded>
    </section>
  );
}

function ReplicaTable({ rows }: { rows: Replica[] }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const { data: view } = useNodes();
  const columns = useMemo<Column<Replica>[]>(
    () => [
      { id: 'replica', header: t('replicas.replica'), accessorFn: ({ replica }) => replica, cell: ({ row }) => number(row.original.replica + 1) },
      { id: 'node', header: t('nodes.host'), accessorFn: ({ nodeId }) => nodeId, cell: ({ row }) => <NodeName node={view?.nodes.find(({ id }) => id === row.original.nodeId)} id={row.original.nodeId} /> },
      { id: 'state', header: t('servers.state'), accessorFn: ({ process }) => process?.state ?? '', cell: ({ row }) => (row.original.process === null ? <Pill tone="bad">{t('replicas.silent')}</Pill> : <StatePill process={row.original.process} withReason />) },
      { id: 'pid', header: t('server.pid'), accessorFn: ({ process }) => process?.pid ?? -1, meta: { className: 'text-right whitespace-nowrap' }, cell: ({ row }) => row.original.process?.pid ?? '—' },
      { id: 'connections', header: t('servers.connectionCount'), accessorFn: ({ connections }) => connections ?? -1, meta: { className: 'text-right whitespace-nowrap' }, cell: ({ row }) => (row.original.connections === null ? '—' : number(row.original.connections)) },
      { id: 'generation', header: t('server.generation'), accessorFn: ({ process }) => process?.generation ?? -1, meta: { from: 'md', className: 'text-right whitespace-nowrap' }, cell: ({ row }) => row.original.process?.generation ?? '—' },
    ],
    [t, number, view],
  );
  return <Table label={t('replicas.title')} rows={rows} columns={columns} rowId={idOf} sortBy={[{ id: 'replica', desc: false }]} rowTestId="replica" />;
}

const idOf = ({ nodeId }: Replica) => nodeId;

/** The address is what tells two nodes of one machine apart. */
function NodeName({ node, id }: { node: { host: string; url: string | null; isThis: boolean } | undefined; id: string }) {
  const { t } = useTranslation();
  if (node === undefined) return <code className="text-xs">{id}</code>;
  return (
    <div className="min-w-0">
      <span className="font-medium">{node.host}</span> {node.isThis && <Pill tone="accent" dot={false}>{t('nodes.this')}</Pill>}
      {node.url !== null && <span className="block max-w-64 truncate font-mono text-xs text-quiet">{node.url}</span>}
    </div>
  );
}
