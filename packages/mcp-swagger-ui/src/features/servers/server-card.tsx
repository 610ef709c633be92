import { ChevronDown, Play, RotateCw, Square, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button';
import { CopyButton } from '../../components/copy-button';
import { useNow } from '../../components/use-now';
import type { Connection, Server } from '../../lib/api';
import { formatDuration } from '../../lib/format';
import { DeleteDialog } from './delete-dialog';
import { ServerDetails } from './server-details';
import { StatePill } from './state-pill';
import { useServerAction } from './use-servers';

/** One server: its state, where it is reached, who is connected, and what can be done with it. */
export function ServerCard({ server, connections }: { server: Server; connections: Connection[] }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const { process } = server;
  const why = process.state === 'failed' || process.state === 'backoff' ? process.lastExit?.reason : undefined;
  return (
    <li className="overflow-hidden rounded-xl border border-[var(--line)] bg-[var(--panel)]" data-testid="server" data-name={server.name}>
      <div className="grid items-center gap-x-6 gap-y-2 px-4 py-3 md:grid-cols-[minmax(0,1.3fr)_minmax(0,1.5fr)_auto]">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-2">
            <h2 className="truncate text-[15px] font-semibold">{server.name}</h2>
            <StatePill process={process} />
          </div>
          {server.description !== '' && <p className="truncate text-[13px] text-[var(--quiet)]">{server.description}</p>}
          {why !== undefined && <p className="mt-0.5 text-[13px] text-[var(--bad)]">{why}</p>}
        </div>
        <div className="min-w-0 text-[13px]">
          {process.endpoint === null ? (
            <span className="text-[var(--quiet)]">—</span>
          ) : (
            <div className="flex items-center gap-1">
              <code className="truncate font-mono text-xs" data-testid="server-endpoint">
                {process.endpoint}
              </code>
              <CopyButton text={process.endpoint} />
            </div>
          )}
          <p className="flex flex-wrap gap-x-3 text-[var(--quiet)]">
            {process.toolCount !== null && <span>{t('servers.tools', { count: process.toolCount })}</span>}
            <span data-testid="server-connections" className={connections.length > 0 ? 'font-medium text-[var(--good)]' : ''}>
              {t('servers.connections', { count: connections.length })}
            </span>
            {process.state === 'running' && process.readyAt !== null && <Uptime since={process.readyAt} />}
          </p>
        </div>
        <div className="flex items-center gap-1.5 md:justify-self-end">
          <Actions server={server} />
          <Button look="ghost" className="px-2" aria-expanded={isOpen} aria-label={t('servers.details', { name: server.name })} data-testid="server-toggle" onClick={() => setIsOpen(!isOpen)}>
            <ChevronDown size={16} aria-hidden className={`transition-transform ${isOpen ? 'rotate-180' : ''}`} />
          </Button>
        </div>
      </div>
      {isOpen && <ServerDetails server={server} connections={connections} />}
    </li>
  );
}

function Uptime({ since }: { since: string }) {
  const { t } = useTranslation();
  return <span>{t('servers.uptime', { time: formatDuration(useNow() - Date.parse(since)) })}</span>;
}

/** What may be asked of a process in each state. */
function Actions({ server }: { server: Server }) {
  const { t } = useTranslation();
  const [isDeleting, setIsDeleting] = useState(false);
  const { mutate, isPending, error } = useServerAction(server.id);
  const { state } = server.process;
  const isUp = state === 'running' || state === 'starting' || state === 'unhealthy' || state === 'backoff';
  return (
    <>
      {error !== null && (
        <span role="alert" className="max-w-48 truncate text-xs text-[var(--bad)]" title={error.message}>
          {error.message}
        </span>
      )}
      {isUp ? (
        <Button disabled={isPending} data-testid="server-stop" onClick={() => mutate('stop')}>
          <Square size={13} aria-hidden /> {t('action.stop')}
        </Button>
      ) : (
        <Button disabled={isPending || state === 'stopping'} data-testid="server-start" onClick={() => mutate('start')}>
          <Play size={13} aria-hidden /> {t('action.start')}
        </Button>
      )}
      <Button look="ghost" className="px-2" disabled={isPending || !isUp} aria-label={t('action.restart')} title={t('action.restart')} data-testid="server-restart" onClick={() => mutate('restart')}>
        <RotateCw size={15} aria-hidden />
      </Button>
      <Button look="ghost" className="px-2 hover:text-[var(--bad)]" disabled={isPending} aria-label={t('action.delete')} title={t('action.delete')} data-testid="server-delete" onClick={() => setIsDeleting(true)}>
        <Trash2 size={15} aria-hidden />
      </Button>
      {isDeleting && <DeleteDialog name={server.name} onClose={() => setIsDeleting(false)} onDelete={() => mutate('delete')} />}
    </>
  );
}
