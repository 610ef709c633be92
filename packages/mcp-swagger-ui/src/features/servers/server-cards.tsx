import { memo } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Link } from 'react-router';
import { Uptime } from '../../components/uptime';
import { type Deeds, ServerActions, useServerDeeds } from './server-actions';
import type { ServerRow } from './server-rows';
import { Memory } from './memory';
import { Endpoint } from './server-table';
import { Tags } from './tags';
import { StatePill } from './state-pill';

/** More cards than these are shown when they are asked for by a filter. */
const MOST_CARDS = 200;

/** Servers as cards, for phones and for those who like them. */
export function ServerCards({ rows }: { rows: ServerRow[] }) {
  const { t } = useTranslation();
  const deeds = useServerDeeds();
  return (
    <>
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {rows.slice(0, MOST_CARDS).map((row) => (
          <ServerCard key={row.server.id} row={row} deeds={deeds} />
        ))}
      </ul>
      {rows.length > MOST_CARDS && <p className="mt-3 text-[13px] text-quiet">{t('servers.moreCards', { count: rows.length - MOST_CARDS })}</p>}
    </>
  );
}

const ServerCard = memo(function ServerCard({ row: { server, connected }, deeds }: { row: ServerRow; deeds: Deeds }) {
  const { t } = useTranslation();
  const { process } = server;
  return (
    <li className="flex min-w-0 flex-col gap-2 rounded-xl border border-line bg-panel p-4" data-testid="server-card">
      <div className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <Link to={`/servers/${server.id}`} className="block truncate text-[15px] font-semibold hover:text-accent-ink hover:underline">
            {server.name}
          </Link>
          <p className="truncate text-xs text-quiet">{server.description}</p>
        </div>
        <ServerActions server={server} deeds={deeds} />
      </div>
      <StatePill process={process} withReason />
      {server.tags.length > 0 && (
        <p className="flex flex-wrap gap-1.5">
          <Tags tags={server.tags} />
        </p>
      )}
      {process.endpoint !== null && <Endpoint endpoint={process.endpoint} />}
      <p className="mt-auto flex flex-wrap items-center gap-x-3 text-xs text-quiet">
        {process.toolCount !== null && <span>{t('servers.tools', { count: process.toolCount })}</span>}
        <span className={connected > 0 ? 'font-medium text-good-ink' : ''}>{t('servers.connections', { count: connected })}</span>
        {process.readyAt !== null && (
          <span>
            {t('servers.up')} <Uptime since={process.readyAt} />
          </span>
        )}
        {process.resources !== null && (
          <span className="ml-auto">
            <Memory server={server} />
          </span>
        )}
      </p>
    </li>
  );
});
