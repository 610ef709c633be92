import { useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Notice } from '../../components/notice';
import { Page } from '../../components/page';
import { Segments } from '../../components/segments';
import { Keys } from './keys';
import { useRefusal } from './use-refusal';
import { useMe } from './use-session';
import { Users } from './users';

/** Who may come in: people and keys. */
export function AccessPage({ serverNames }: { serverNames: Map<string, string> }) {
  const { t } = useTranslation();
  const { data: me } = useMe();
  const [who, setWho] = useState<'users' | 'keys'>('users');
  const refused = useRefusal('admin');
  if (me === undefined || me === null || refused !== undefined) {
    return (
      <Page title={t('nav.access')}>
        {refused !== undefined && <Notice title={refused} />}
      </Page>
    );
  }
  return (
    <Page title={t('nav.access')} lead={t(me.kind === 'local' ? 'access.open' : 'access.guarded')} actions={<Segments label={t('access.who')} value={who} options={{ users: t('access.users'), keys: t('access.keys') }} onChange={setWho} />}>
      {who === 'users' ? <Users me={me} /> : <Keys serverNames={serverNames} />}
    </Page>
  );
}
