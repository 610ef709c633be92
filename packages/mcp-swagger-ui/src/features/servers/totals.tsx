import { useTranslation } from 'react-i18next';
import type { Server } from '../../lib/api';
import { formatBytes } from '../../lib/format';
import { useSystem } from './use-servers';

/** Four figures over all servers. */
export function Totals({ servers, live }: { servers: Server[]; live: number }) {
  const { t } = useTranslation();
  const { data: system } = useSystem();
  const running = servers.filter(({ process }) => process.state === 'running').length;
  const total = servers.reduce((sum, { connections }) => sum + connections.totalConnections, 0);
  const figures: [string, string, string][] = [
    ['running', t('totals.running'), `${running} / ${servers.length}`],
    ['live', t('totals.connections'), String(live)],
    ['total', t('totals.total'), String(Math.max(total, live))],
    ['memory', t('totals.memory'), system === undefined ? '—' : formatBytes(system.system.memory.rss)],
  ];
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-[var(--line)] bg-[var(--line)] md:grid-cols-4">
      {figures.map(([id, label, value]) => (
        <div key={id} className="bg-[var(--panel)] px-4 py-3">
          <dt className="truncate text-xs text-[var(--quiet)]">{label}</dt>
          <dd className="mt-0.5 text-xl font-semibold" data-testid={`total-${id}`}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
