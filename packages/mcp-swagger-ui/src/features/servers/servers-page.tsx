import type { RowSelectionState } from '@tanstack/react-table';
import { LayoutGrid, Plus, Rows3 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { useSearchParams } from 'react-router';
import { Button } from '../../components/button';
import { Choice, SearchField } from '../../components/field';
import { Loaded } from '../../components/loaded';
import { Notice } from '../../components/notice';
import { Page } from '../../components/page';
import { Segments } from '../../components/segments';
import type { Server } from '../../lib/api';
import { useIsNarrow } from '../../lib/use-is-narrow';
import { usePreference } from '../../lib/use-preference';
import { useRefusal } from '../access/use-refusal';
import { useConnectionCounts } from '../connections/use-connections';
import { BulkBar } from './bulk-bar';
import type { State } from './can-do';
import { chosenServers, tagsOf } from './chosen-servers';
import { useServerRows } from './server-rows';
import { ServerCards } from './server-cards';
import { ServerTable } from './server-table';
import { stateTones } from './state-pill';
import { useServers } from './use-servers';
import { Wizard } from './wizard/wizard';

/** All servers: what they do, who is connected, and what can be done with one or many. */
export function ServersPage() {
  const { t } = useTranslation();
  const servers = useServers();
  const [query, setQuery] = useSearchParams();
  const refused = useRefusal('operator');
  const isAdding = query.has('new') && refused === undefined;
  const add = (
    <Button look="primary" refused={refused} data-testid="add-server" onClick={() => setQuery({ new: '' })}>
      <Plus size={15} aria-hidden /> {t('servers.add')}
    </Button>
  );
  return (
    <Page title={t('nav.servers')} actions={servers.data !== undefined && servers.data.length > 0 && add}>
      <Loaded query={servers} isEmpty={(list) => list.length === 0} empty={<Notice title={t('servers.empty')} action={add}>{t('servers.emptyHint')}</Notice>}>
        {(list) => <Servers servers={list} />}
      </Loaded>
      {isAdding && <Wizard onClose={() => setQuery({})} />}
    </Page>
  );
}

function Servers({ servers }: { servers: Server[] }) {
  const { t } = useTranslation();
  const [view, setView] = usePreference<'table' | 'cards'>('servers-view', 'table');
  const isTable = !useIsNarrow() && view === 'table';
  const [words, setWords] = useState('');
  const [state, setState] = useState<State | 'all'>('all');
  const [tag, setTag] = useState('');
  const tags = useMemo(() => tagsOf(servers), [servers]);
  const [chosen, setChosen] = useState<RowSelectionState>({});
  const wantedTag = tags.includes(tag) ? tag : '';
  const shown = useMemo(() => chosenServers(servers, { words, state, tag: wantedTag }), [servers, words, state, wantedTag]);
  const rows = useServerRows(shown, useConnectionCounts());
  const picked = shown.filter(({ id }) => chosen[id] === true);
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <SearchField label={t('servers.search')} className="grow sm:max-w-80" value={words} onChange={(event) => setWords(event.target.value)} />
        <Choice label={t('servers.state')} value={state} onChange={(event) => setState(event.target.value as State | 'all')}>
          <option value="all">{t('servers.anyState')}</option>
          {(Object.keys(stateTones) as State[]).map((name) => (
            <option key={name} value={name}>
              {t(`state.${name}`)}
            </option>
          ))}
        </Choice>
        {tags.length > 0 && (
          <Choice label={t('servers.tag')} value={tag} data-testid="tag-filter" onChange={(event) => setTag(event.target.value)}>
            <option value="">{t('servers.anyTag')}</option>
            {tags.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Choice>
        )}
        <div className="ml-auto max-md:hidden">
          <Segments
            label={t('servers.view')}
            value={view}
            onChange={setView}
            options={{
              table: <><Rows3 size={14} aria-hidden /> {t('servers.table')}</>,
              cards: <><LayoutGrid size={14} aria-hidden /> {t('servers.cards')}</>,
            }}
          />
        </div>
      </div>
      {picked.length > 0 && <BulkBar servers={picked} onDone={() => setChosen({})} />}
      {shown.length === 0 && <Notice title={t('servers.noMatch')} />}
      {shown.length > 0 && isTable && <ServerTable rows={rows} chosen={chosen} onChoose={setChosen} />}
      {shown.length > 0 && !isTable && <ServerCards rows={rows} />}
    </>
  );
}
