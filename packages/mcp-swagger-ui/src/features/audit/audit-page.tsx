import { Download } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { buttonLook } from '../../components/button';
import { Field, SelectField } from '../../components/field';
import { Notice } from '../../components/notice';
import { Page } from '../../components/page';
import { Paged } from '../../components/paged';
import { api, read } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { after, usePaged } from '../../lib/use-paged';
import { useRefusal } from '../access/use-refusal';
import { type AuditFilter, everything, toQuery } from './audit-filter';
import { AuditList } from './audit-list';

const PAGE = 100;
const targets = ['servers', 'documents', 'groups', 'alert-rules', 'users', 'keys'];

/** Who changed what, when, from where, and what it was before. */
export function AuditPage() {
  const { t } = useTranslation();
  const refused = useRefusal('admin');
  return <Page title={t('nav.audit')} lead={t('audit.lead')}>{refused === undefined ? <Entries /> : <Notice title={refused} />}</Page>;
}

function Entries() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState(everything);
  const asked = useDeferredValue(filter);
  const query = usePaged({
    queryKey: [...queryKeys.audit, asked],
    load: (cursor) => read(api.GET('/api/audit', { params: { query: { limit: PAGE, ...toQuery(asked), ...after(cursor) } } })),
  });
  const change = (part: Partial<AuditFilter>) => setFilter({ ...filter, ...part });
  const exported = (format: string) => `/api/audit/export?${new URLSearchParams({ ...toQuery(filter), format })}`;
  return (
    <>
      <form className="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-5" onSubmit={(event) => event.preventDefault()}>
        <Field label={t('audit.actor')} value={filter.actor} data-testid="audit-actor" onChange={(event) => change({ actor: event.target.value })} />
        <Field label={t('audit.action')} placeholder="DELETE" value={filter.action} data-testid="audit-action" onChange={(event) => change({ action: event.target.value })} />
        <SelectField label={t('audit.target')} value={filter.target} onChange={(event) => change({ target: event.target.value })}>
          <option value="">{t('audit.anything')}</option>
          {targets.map((target) => (
            <option key={target} value={target}>
              {t(`audit.targets.${target}`)}
            </option>
          ))}
        </SelectField>
        <Field label={t('logs.from')} type="datetime-local" value={filter.from} onChange={(event) => change({ from: event.target.value })} />
        <Field label={t('logs.to')} type="datetime-local" value={filter.to} onChange={(event) => change({ to: event.target.value })} />
      </form>
      <div className="flex flex-wrap gap-2">
        {['csv', 'ndjson'].map((format) => (
          <a key={format} href={exported(format)} download className={buttonLook()} data-testid={`audit-${format}`}>
            <Download size={14} aria-hidden /> {format === 'csv' ? 'CSV' : 'NDJSON'}
          </a>
        ))}
      </div>
      <Paged query={query} itemsOf={({ items }) => items} empty={<Notice title={t('audit.none')}>{t('audit.noneHint')}</Notice>}>
        {(entries) => <AuditList entries={entries} />}
      </Paged>
    </>
  );
}
