import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../components/loaded';
import { Notice } from '../../components/notice';
import { Segments } from '../../components/segments';
import { ConnectionTable } from '../connections/connection-table';
import { EndedConnections } from '../connections/ended-connections';
import { useConnections } from '../connections/use-connections';
import { useOpenServer } from './server-page';

/** Who is connected to this server, and who was. */
export function ConnectionsTab() {
  const { t } = useTranslation();
  const { id } = useOpenServer();
  const connections = useConnections();
  const [time, setTime] = useState<'now' | 'past'>('now');
  return (
    <div className="flex flex-col gap-3">
      <Segments label={t('connection.time')} value={time} options={{ now: t('connection.now'), past: t('connection.past') }} onChange={setTime} />
      {time === 'past' ? (
        <EndedConnections serverId={id} />
      ) : (
        <Loaded query={connections} isEmpty={(list) => !list.some(({ serverId }) => serverId === id)} empty={<Notice title={t('connection.empty')}>{t('connection.emptyHint')}</Notice>}>
          {(list) => <ConnectionTable connections={list.filter(({ serverId }) => serverId === id)} />}
        </Loaded>
      )}
    </div>
  );
}
