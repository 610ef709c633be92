import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Uptime } from '../../components/uptime';
import type { Server } from '../../lib/api';
import { ServerActions } from './server-actions';
import { Endpoint } from './server-table';
import { Tags } from './tags';
import { StatePill } from './state-pill';

/** More cards than these are shown when they are asked for by a filter. */
const MOST_CARDS = 200;

/** Servers as cards, for phones and for those who like them. */
export function ServerCards({ servers, counts }: { servers: Server[]; counts: Map<string, number> }) {
  const { t } = useTranslation();
  return (
    <>
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {servers.slice(0, MOST_CARDS).map((server) => (
          <ServerCard key={server.id} server={server} connected={counts.get(server.id) ?? 0} />
        ))}
      </ul>
      {servers.length > MOST_CARDS && <p className="mt-3 text-[13px] text-quiet">{t('servers.moreCards', { count: servers.length - MOST_CARDS })}</p>}
    </>
  );
}

function ServerCard({ server, connected }: { server: Server; connected: number }) {
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
        <ServerActions server={server} />
      </div>
      <StatePill process={process} withReason />
      {server.tags.length > 0 && (
        <p className="flex flex-wrap gap-1.5">
          <Tags tags={server.tags} />
        </p>
      )}
      <Endpoint endpoint={process.endpoint} />
      <p className="mt-auto flex flex-wrap gap-x-3 text-xs text-quiet">
        {process.toolCount !== null && <span>{t('servers.tools', { count: process.toolCount })}</span>}
        <span className={connected > 0 ? 'font-medium text-good-ink' : ''}>{t('servers.connections', { count: connected })}</span>
        {process.readyAt !== null && (
          <span>
            {t('servers.up')} <Uptime since={process.readyAt} />
          </span>
        )}
      </p>
    </li>
  );
}
