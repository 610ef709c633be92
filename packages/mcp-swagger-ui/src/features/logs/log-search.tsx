import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button } from '../../components/button';
import { Field, SelectField, Tick } from '../../components/field';
import { Notice } from '../../components/notice';
import { Paged } from '../../components/paged';
import { api, read } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { usePaged } from '../../lib/use-paged';
import { LogRow } from './log-row';

const PAGE = 200;

interface Question {
  serverId: string;
  level: string;
  search: string;
  exclude: string;
  regex: boolean;
  from: string;
  to: string;
}

const anything: Question = { serverId: '', level: '', search: '', exclude: '', regex: false, from: '', to: '' };

/** A search in all that is kept, files included, newest first page by page. */
export function LogSearch({ serverNames }: { serverNames: Map<string, string> }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(anything);
  const [question, setQuestion] = useState(anything);
  const change = (part: Partial<Question>) => setDraft({ ...draft, ...part });
  const query = usePaged({
    queryKey: [...queryKeys.allLogs, 'search', question],
    load: (before) => read(api.GET('/api/logs', { params: { query: { limit: PAGE, ...toQuery(question), ...(before === undefined ? {} : { before }) } } })),
  });
  const ask = (event: FormEvent) => {
    event.preventDefault();
    setQuestion(draft);
  };
  return (
    <>
      <form className="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-4" onSubmit={ask}>
        <Field label={t('logs.search')} value={draft.search} data-testid="kept-search" onChange={(event) => change({ search: event.target.value })} />
        <Field label={t('logs.exclude')} value={draft.exclude} onChange={(event) => change({ exclude: event.target.value })} />
        <SelectField label={t('connection.server')} value={draft.serverId} onChange={(event) => change({ serverId: event.target.value })}>
          <option value="">{t('logs.allServers')}</option>
          {[...serverNames].map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <SelectField label={t('logs.levels')} value={draft.level} onChange={(event) => change({ level: event.target.value })}>
          <option value="">{t('logs.allLevels')}</option>
          <option value="error">{t('logs.level.error')}</option>
          <option value="error,warn">{t('logs.warnAndWorse')}</option>
          <option value="error,warn,info">{t('logs.infoAndWorse')}</option>
        </SelectField>
        <Field label={t('logs.from')} type="datetime-local" value={draft.from} onChange={(event) => change({ from: event.target.value })} />
        <Field label={t('logs.to')} type="datetime-local" value={draft.to} onChange={(event) => change({ to: event.target.value })} />
        <div className="flex h-8 items-center">
          <Tick label={t('logs.expression')} checked={draft.regex} onChange={(event) => change({ regex: event.target.checked })} />
        </div>
        <Button type="submit" look="primary" disabled={query.isFetching} data-testid="kept-ask">
          {t('logs.ask')}
        </Button>
      </form>
      <Paged query={query} itemsOf={({ lines }) => lines.toReversed()} empty={<Notice title={t('logs.noMatch')} />}>
        {(lines) => (
          <ol className="overflow-x-auto rounded-xl border border-line bg-panel py-2 font-mono text-xs" aria-label={t('nav.logs')}>
            {lines.map((line) => (
              <li key={`${line.serverId} ${line.id}`}>
                <LogRow line={line} isWrapped isHit={false} serverName={serverNames.get(line.serverId) ?? '—'} onContext={undefined} withDate />
              </li>
            ))}
          </ol>
        )}
      </Paged>
    </>
  );
}

/** What was filled in, as the API takes it; times of the browser's zone become instants. */
function toQuery({ regex, from, to, ...texts }: Question) {
  return {
    ...(Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')) as Partial<typeof texts>),
    ...(regex ? { regex: 'true' as const } : {}),
    ...(from === '' ? {} : { from: new Date(from).toISOString() }),
    ...(to === '' ? {} : { to: new Date(to).toISOString() }),
  };
}
