import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button';
import { Notice, Skeleton } from '../../components/notice';
import { useConnections } from '../connections/use-connections';
import { AddServerDialog } from './add-server-dialog';
import { ServerCard } from './server-card';
import { Totals } from './totals';
import { useServers } from './use-servers';

/** The first page: all servers, what they do, and who is connected. */
export function ServersPage() {
  const { t } = useTranslation();
  const servers = useServers();
  const { data: connections = [] } = useConnections();
  const [isAdding, setIsAdding] = useState(false);
  const add = (
    <Button look="primary" data-testid="add-server" onClick={() => setIsAdding(true)}>
      <Plus size={15} aria-hidden /> {t('servers.add')}
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center justify-between">
        <h1 className="text-lg font-semibold">{t('nav.servers')}</h1>
        {servers.isSuccess && servers.data.length > 0 && add}
      </div>
      {servers.isPending && <Skeleton rows={3} />}
      {servers.isError && (
        <Notice tone="bad" title={t('error.title')} action={<Button onClick={() => void servers.refetch()}>{t('action.retry')}</Button>}>
          {servers.error.message || t('error.unreachable')}
        </Notice>
      )}
      {servers.isSuccess && servers.data.length === 0 && (
        <Notice title={t('servers.empty')} action={add}>
          {t('servers.emptyHint')}
        </Notice>
      )}
      {servers.isSuccess && servers.data.length > 0 && (
        <>
          <Totals servers={servers.data} live={connections.length} />
          <ul className="flex flex-col gap-3">
            {servers.data.map((server) => (
              <ServerCard key={server.id} server={server} connections={connections.filter(({ serverId }) => serverId === server.id)} />
            ))}
          </ul>
        </>
      )}
      {isAdding && <AddServerDialog onClose={() => setIsAdding(false)} />}
    </div>
  );
}
