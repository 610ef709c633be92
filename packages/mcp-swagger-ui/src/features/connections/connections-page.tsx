import { Eye, EyeOff } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button } from '../../components/button';
import { Choice, SearchField } from '../../components/field';
import { Loaded } from '../../components/loaded';
import { Notice } from '../../components/notice';
import { Page } from '../../components/page';
import { Segments } from '../../components/segments';
import type { Connection } from '../../lib/api';
import { useFormat } from '../../lib/use-format';
import { usePreference } from '../../lib/use-preference';
import { ConnectionTable } from './connection-table';
import { EndedConnections } from './ended-connections';
import { groupConnections, type Grouping } from './group-connections';
import { matches } from './matches';
import { useConnections, useConnectionTotal } from './use-connections';

/** Everyone who is connected, over all servers, and who was. */
export function ConnectionsPage({ serverNames }: { serverNames: Map<string, string> }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const connections = useConnections();
  const total = useConnectionTotal();
  const [time, setTime] = useState<'now' | 'past'>('now');
  const lead = total === undefined ? undefined : t('connection.lead', { count: total, number: number(total) });
  const listed = connections.data?.length ?? 0;
  return (
    <Page title={t('nav.connections')} lead={<Lead words={lead} unlisted={total !== undefined && total > listed ? t('connection.listed', { number: number(listed) }) : undefined} />} actions={<Segments label={t('connection.time')} value={time} options={{ now: t('connection.now'), past: t('connection.past') }} onChange={setTime} />}>
      {time === 'past' ? (
        <EndedConnections serverNames={serverNames} />
      ) : (
        <Loaded query={connections} isEmpty={(list) => list.length === 0} empty={<Notice title={t('connection.empty')}>{t('connection.emptyHint')}</Notice>}>
          {(list) => <Live connections={list} serverNames={serverNames} />}
        </Loaded>
      )}
    </Page>
  );
}

function Lead({ words, unlisted }: { words: string | undefined; unlisted: string | undefined }) {
  return (
    <>
      <span data-testid="total-live">{words}</span>
      {unlisted !== undefined && <span className="text-warn-ink" data-testid="unlisted"> · {unlisted}</span>}
    </>
  );
}

function Live({ connections, serverNames }: { connections: Connection[]; serverNames: Map<string, string> }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const [filter, setFilter] = useState('');
  const [kind, setKind] = useState<Connection['kind'] | 'all'>('all');
  const [grouping, setGrouping] = usePreference<Grouping>('connections-grouping', 'none');
  const [mask, setMask] = usePreference<'yes' | 'no'>('connections-mask', 'no');
  const groups = useMemo(() => {
    const isAll = kind === 'all' && filter.trim() === '';
    const shown = isAll ? connections : connections.filter((connection) => (kind === 'all' || connection.kind === kind) && matches(connection, serverNames.get(connection.serverId), filter));
    return shown.length === 0 ? [] : groupConnections(shown, grouping, serverNames);
  }, [connections, kind, filter, grouping, serverNames]);
  const isMasked = mask === 'yes';
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <SearchField label={t('connection.filter')} className="grow sm:max-w-80" value={filter} onChange={(event) => setFilter(event.target.value)} />
        <Choice label={t('connection.kind')} value={kind} onChange={(event) => setKind(event.target.value as typeof kind)}>
          <option value="all">{t('connection.anyKind')}</option>
          {(['session', 'stream', 'derived'] as const).map((name) => (
            <option key={name} value={name}>
              {t(`kind.${name}`)}
            </option>
          ))}
        </Choice>
        <Choice label={t('connection.group')} value={grouping} onChange={(event) => setGrouping(event.target.value as Grouping)}>
          {(['none', 'server', 'client', 'protocol'] as const).map((name) => (
            <option key={name} value={name}>
              {t(`connection.groupBy.${name}`)}
            </option>
          ))}
        </Choice>
        <Button look="ghost" aria-pressed={isMasked} onClick={() => setMask(isMasked ? 'no' : 'yes')}>
          {isMasked ? <EyeOff size={15} aria-hidden /> : <Eye size={15} aria-hidden />} {t('connection.mask')}
        </Button>
      </div>
      {groups.length === 0 && <Notice title={t('connection.noMatch')} />}
      {groups.map(([name, list]) => (
        <section key={name} className="flex flex-col gap-2">
          {name !== '' && (
            <h2 className="text-[13px] font-semibold">
              {name} <span className="font-normal text-quiet">{number(list.length)}</span>
            </h2>
          )}
          <ConnectionTable connections={list} serverNames={serverNames} isMasked={isMasked} />
        </section>
      ))}
    </>
  );
}
