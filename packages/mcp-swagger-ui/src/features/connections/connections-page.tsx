import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button';
import { inputLook } from '../../components/field';
import { Notice, Skeleton } from '../../components/notice';
import { ConnectionTable } from './connection-table';
import { matches } from './matches';
import { useConnections } from './use-connections';

/** Everyone who is connected, over all servers. */
export function ConnectionsPage({ serverNames }: { serverNames: Map<string, string> }) {
  const { t } = useTranslation();
  const connections = useConnections();
  const [filter, setFilter] = useState('');
  const shown = connections.data?.filter((connection) => matches(connection, serverNames.get(connection.serverId), filter)) ?? [];
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-lg font-semibold">{t('nav.connections')}</h1>
        <input type="search" aria-label={t('connection.filter')} placeholder={t('connection.filter')} className={`${inputLook} max-w-80`} value={filter} onChange={(event) => setFilter(event.target.value)} />
      </div>
      {connections.isPending && <Skeleton rows={2} />}
      {connections.isError && (
        <Notice tone="bad" title={t('error.title')} action={<Button onClick={() => void connections.refetch()}>{t('action.retry')}</Button>}>
          {connections.error.message || t('error.unreachable')}
        </Notice>
      )}
      {connections.isSuccess && connections.data.length === 0 && <Notice title={t('connection.empty')}>{t('connection.emptyHint')}</Notice>}
      {connections.isSuccess && connections.data.length > 0 && shown.length === 0 && <Notice title={t('connection.noMatch')} />}
      {shown.length > 0 && <ConnectionTable connections={shown} serverNames={serverNames} />}
    </div>
  );
}
