import { useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Loaded } from '../../components/loaded';
import { Notice } from '../../components/notice';
import { Segments } from '../../components/segments';
import { ConnectionTable } from '../connections/connection-table';
import { EndedConnections } from '../connections/ended-connections';
import { useConnectionsOf } from '../connections/use-connections';
import { useOpenServer } from './server-page';

/** Who is connected to this server, and who was. */
export function ConnectionsTab() {
  const { t } = useTranslation();
  const { id } = useOpenServer();
  const connections = useConnectionsOf(id);
  const [time, setTime] = useState<'now' | 'past'>('now');
  return (
    <div className="flex flex-col gap-3">
      <Segments label={t('connection.time')} value={time} options={{ now: t('connection.now'), past: t('connection.past') }} onChange={setTime} />
      {time === 'past' ? (
        <EndedConnections serverId={id} />
      ) : (
        <Loaded query={connections} isEmpty={(list) => list.length === 0} empty={<Notice title={t('connection.empty')}>{t('connection.emptyHint')}</Notice>}>
          {(list) => <ConnectionTable connections={list} />}
        </Loaded>
      )}
    </div>
  );
}
