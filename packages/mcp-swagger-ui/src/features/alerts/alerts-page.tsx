import { useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Page } from '../../components/page';
import { Segments } from '../../components/segments';
import { AlertList } from './alert-list';
import { Rules } from './rules';

/** What is wrong now, what was, and when somebody is told. */
export function AlertsPage({ serverNames }: { serverNames: Map<string, string> }) {
  const { t } = useTranslation();
  const [part, setPart] = useState<'raised' | 'resolved' | 'rules'>('raised');
  return (
    <Page title={t('nav.alerts')} actions={<Segments label={t('alerts.part')} value={part} options={{ raised: t('alerts.raised'), resolved: t('alerts.resolved'), rules: t('alerts.rules') }} onChange={setPart} />}>
      {part === 'rules' ? <Rules serverNames={serverNames} /> : <AlertList key={part} state={part} />}
    </Page>
  );
}
