import { Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button';
import { useNow } from '../../components/use-now';
import type { Connection } from '../../lib/api';
import { formatDuration } from '../../lib/format';
import { useDisconnect } from './use-connections';

/** Live connections as a table; with names of servers where they are not of one. */
export function ConnectionTable({ connections, serverNames }: { connections: Connection[]; serverNames?: Map<string, string> }) {
  const { t } = useTranslation();
  const now = useNow();
  const heads = [
    t('connection.client'),
    ...(serverNames === undefined ? [] : [t('connection.server')]),
    t('connection.kind'),
    t('connection.protocol'),
    t('connection.address'),
    t('connection.since'),
    t('connection.activity'),
    t('connection.requests'),
  ];
  return (
    <div className="overflow-x-auto rounded-md border border-[var(--line)] bg-[var(--panel)]">
      <table className="w-full text-left text-[13px] whitespace-nowrap" data-testid="connections">
        <thead className="text-xs text-[var(--quiet)]">
          <tr className="border-b border-[var(--line)]">
            {heads.map((head) => (
              <th key={head} scope="col" className="px-3 py-2 font-medium nth-last-2:text-right">
                {head}
              </th>
            ))}
            <th scope="col" className="w-0 px-3 py-2">
              <span className="sr-only">{t('action.disconnect')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <tr key={`${connection.serverId} ${connection.sessionId}`} className="border-b border-[var(--line)] last:border-0" data-testid="connection">
              <td className="px-3 py-1.5">
                <span className="font-medium">{connection.clientInfo.name ?? '—'}</span> <span className="text-[var(--quiet)]">{connection.clientInfo.version}</span>
              </td>
              {serverNames !== undefined && <td className="px-3 py-1.5">{serverNames.get(connection.serverId) ?? connection.serverId}</td>}
              <td className="px-3 py-1.5" title={t(`kindHint.${connection.kind}`)}>
                {t(`kind.${connection.kind}`)}
              </td>
              <td className="px-3 py-1.5 font-mono text-xs">{connection.clientInfo.protocolVersion ?? '—'}</td>
              <td className="px-3 py-1.5 font-mono text-xs">{connection.clientIP ?? '—'}</td>
              <td className="px-3 py-1.5">{formatDuration(now - Date.parse(connection.connectedAt))}</td>
              <td className="px-3 py-1.5">{formatDuration(now - Date.parse(connection.lastActivity))}</td>
              <td className="px-3 py-1.5 text-right">{connection.requestCount}</td>
              <td className="px-3 py-1.5">
                <DisconnectButton sessionId={connection.sessionId} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DisconnectButton({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation();
  const { mutate, isPending, error } = useDisconnect();
  return (
    <Button
      look="ghost"
      className={`h-6 px-1.5 hover:text-[var(--bad)] ${error === null ? '' : 'text-[var(--bad)]'}`}
      disabled={isPending}
      aria-label={t('action.disconnect')}
      title={error?.message ?? t('action.disconnect')}
      data-testid="disconnect"
      onClick={() => mutate(sessionId)}
    >
      <Unplug size={14} aria-hidden />
    </Button>
  );
}
