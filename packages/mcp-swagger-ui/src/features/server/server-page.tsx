import { useTranslation } from '../../lib/i18n/use-translation';
import { Outlet, useNavigate, useOutletContext, useParams } from 'react-router';
import { Loaded } from '../../components/loaded';
import { Notice } from '../../components/notice';
import { Page } from '../../components/page';
import { LinkTabs } from '../../components/tabs';
import type { Server } from '../../lib/api';
import { ServerActions, useServerDeeds } from '../servers/server-actions';
import { StatePill } from '../servers/state-pill';
import { Tags } from '../servers/tags';
import { useServer } from '../servers/use-servers';

const tabs = ['overview', 'tools', 'playground', 'connections', 'calls', 'logs', 'metrics', 'configuration', 'document'] as const;

/** The server whose page is open, for its tabs. */
export function useOpenServer(): Server {
  return useOutletContext();
}

/** One server: its state, what can be done with it, and its tabs. */
export function ServerPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const query = useServer(id);
  const server = query.data;
  const deeds = useServerDeeds();
  if (server === undefined || server === null) {
    return (
      <Page title={t('server.one')}>
        <Loaded query={query}>{() => <Notice title={t('server.gone')}>{t('server.goneHint')}</Notice>}</Loaded>
      </Page>
    );
  }
  return (
    <Page
      title={server.name}
      lead={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <StatePill process={server.process} withReason />
          <span className="line-clamp-2" title={server.description}>
            {server.description}
          </span>
          <Tags tags={server.tags} />
        </span>
      }
      actions={<ServerActions server={server} deeds={deeds} onDeleted={() => void navigate('/servers')} />}
    >
      <LinkTabs label={server.name} tabs={tabs.filter((tab) => tab !== 'document' || server.kind === 'document').map((tab) => ({ to: tab === 'overview' ? `/servers/${id}` : `/servers/${id}/${tab}`, end: true, label: t(`server.tab.${tab}`) }))} />
      <Outlet context={server} />
    </Page>
  );
}
