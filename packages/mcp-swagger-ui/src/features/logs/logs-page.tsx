import { useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Loaded } from '../../components/loaded';
import { Page } from '../../components/page';
import { Segments } from '../../components/segments';
import { LogSearch } from './log-search';
import { LogView } from './log-view';
import { useAllLogs } from './use-all-logs';

/** What all processes say: as they say it, or searched in what is kept. */
export function LogsPage({ serverNames }: { serverNames: Map<string, string> }) {
  const { t } = useTranslation();
  const [mode, setMode] = useState<'live' | 'search'>('live');
  return (
    <Page title={t('nav.logs')} actions={<Segments label={t('logs.mode')} value={mode} options={{ live: t('logs.live'), search: t('logs.kept') }} onChange={setMode} />}>
      {mode === 'live' ? <Live serverNames={serverNames} /> : <LogSearch serverNames={serverNames} />}
    </Page>
  );
}

function Live({ serverNames }: { serverNames: Map<string, string> }) {
  return <Loaded query={useAllLogs()}>{({ lines, dropped }) => <LogView lines={lines} dropped={dropped} serverNames={serverNames} fileName="servers.log" />}</Loaded>;
}
