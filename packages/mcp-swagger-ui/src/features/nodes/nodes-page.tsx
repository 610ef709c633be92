import { useMemo } from 'react';
import { Loaded } from '../../components/loaded';
import { Notice } from '../../components/notice';
import { Page } from '../../components/page';
import { Pill } from '../../components/pill';
import { type Column, Table } from '../../components/table';
import { Uptime } from '../../components/uptime';
import { useTranslation } from '../../lib/i18n/use-translation';
import { type Format, useFormat } from '../../lib/use-format';
import { type Node, type NodesView, useNodes } from './use-nodes';

const tones = { up: 'good', draining: 'warn', silent: 'bad' } as const;

/** The runs of the API on one database, and what each of them has. */
export function NodesPage({ serverNames }: { serverNames: Map<string, string> }) {
  const { t } = useTranslation();
  const nodes = useNodes();
  return (
    <Page title={t('nav.nodes')} lead={t('nodes.lead')}>
      <Loaded query={nodes}>
        {(view) => (
          <>
            {view.nodes.length < 2 && <Notice title={t('nodes.alone')}>{t('nodes.aloneHint')}</Notice>}
            <Nodes view={view} serverNames={serverNames} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Nodes({ view, serverNames }: { view: NodesView; serverNames: Map<string, string> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns = useMemo<Column<Node>[]>(
    () => [
      { id: 'host', header: t('nodes.host'), accessorFn: ({ host }) => host, cell: ({ row }) => <Host node={row.original} /> },
      { id: 'state', header: t('servers.state'), accessorFn: ({ state }) => state, cell: ({ row }) => <Pill tone={tones[row.original.state]}>{t(`nodes.state.${row.original.state}`)}</Pill> },
      { id: 'beat', header: t('nodes.beat'), accessorFn: ({ heartbeatAgeMs }) => heartbeatAgeMs, meta: { from: 'md', className: 'whitespace-nowrap' }, cell: ({ row }) => t('nodes.ago', { time: format.duration(row.original.heartbeatAgeMs) }) },
      { id: 'servers', header: t('nav.servers'), accessorFn: ({ servers }) => servers, meta: { className: 'text-right' }, cell: ({ row }) => <Held node={row.original} names={namesOf(view, row.original, serverNames)} format={format} /> },
      { id: 'connections', header: t('servers.connectionCount'), accessorFn: ({ connections }) => connections, meta: { className: 'text-right' }, cell: ({ row }) => format.number(row.original.connections) },
      { id: 'labels', header: t('nodes.labels'), enableSorting: false, meta: { from: 'lg' }, cell: ({ row }) => <Labels labels={row.original.labels} /> },
      { id: 'uptime', header: t('servers.uptimeHead'), accessorFn: ({ startedAt }) => startedAt, meta: { from: 'md', className: 'whitespace-nowrap' }, cell: ({ row }) => <Uptime since={row.original.startedAt} /> },
      { id: 'version', header: t('nodes.version'), accessorFn: ({ version }) => version, meta: { from: 'lg' } },
    ],
    [t, format, view, serverNames],
  );
  return <Table label={t('nav.nodes')} rows={view.nodes} columns={columns} rowId={idOf} sortBy={[{ id: 'host', desc: false }]} rowTestId="node" />;
}

const idOf = ({ id }: Node) => id;

/** The names of the servers that a node has, in order. */
function namesOf({ leases }: NodesView, { id }: Node, serverNames: Map<string, string>): string[] {
  return leases.flatMap(({ serverId, nodeId }) => (nodeId === id ? [serverNames.get(serverId) ?? serverId] : [])).toSorted((a, b) => a.localeCompare(b));
}

function Host({ node: { host, pid, url, isThis } }: { node: Node }) {
  const { t } = useTranslation();
  return (
    <div className="min-w-0">
      <span className="font-medium">{host}</span> <span className="text-quiet">{pid}</span> {isThis && <Pill tone="accent" dot={false}>{t('nodes.this')}</Pill>}
      {url !== null && <span className="block max-w-64 truncate font-mono text-xs text-quiet">{url}</span>}
    </div>
  );
}

function Held({ node: { servers, capacity }, names, format }: { node: Node; names: string[]; format: Format }) {
  return (
    <span title={names.slice(0, 20).join('\n')}>
      {format.number(servers)} <span className="text-quiet">/ {format.number(capacity)}</span>
    </span>
  );
}

function Labels({ labels }: { labels: Record<string, string> }) {
  const pairs = Object.entries(labels);
  if (pairs.length === 0) return <span className="text-quiet">—</span>;
  return pairs.map(([name, value]) => (
    <code key={name} className="mr-1.5 rounded bg-quiet/12 px-1.5 py-px text-[11px]">
      {name}={value}
    </code>
  ));
}
