import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { MethodTag } from '../../components/method-tag';
import { Pill } from '../../components/pill';
import type { AuditEntry } from '../../lib/api';
import { useFormat } from '../../lib/use-format';

/** Entries one below the other; each unfolds to what it changed. */
export function AuditList({ entries }: { entries: AuditEntry[] }) {
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-panel">
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} />
      ))}
    </ul>
  );
}

function Entry({ entry: { at, actor, ip, userAgent, action, path, status, changes } }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const { instant } = useFormat();
  const [method = '', route = ''] = action.split(' ');
  return (
    <li data-testid="audit-entry">
      <details className="group">
        <summary className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-[13px] focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
          <ChevronRight size={14} aria-hidden className="shrink-0 text-quiet transition-transform group-open:rotate-90" />
          <time dateTime={at} className="shrink-0 text-quiet">
            {instant(at)}
          </time>
          <span className="shrink-0 font-medium">{actor.kind === 'local' ? t('audit.kind.local') : (actor.name ?? t(`audit.kind.${actor.kind}`))}</span>
          <MethodTag method={method} />
          <code className="min-w-0 flex-[1_1_8rem] truncate font-mono text-xs" title={path}>
            {route}
          </code>
          {changes !== null && <span className="text-xs text-quiet">{t('audit.changes', { count: Object.keys(changes).length })}</span>}
          <Pill tone={status < 400 ? 'good' : 'bad'} dot={false}>
            {status}
          </Pill>
        </summary>
        <div className="flex flex-col gap-3 border-t border-line bg-raised px-4 py-3 text-[13px]">
          <p className="break-all text-quiet">
            <code className="font-mono text-xs">{path}</code> · {ip ?? '—'} · {userAgent ?? '—'}
          </p>
          {changes === null ? <p className="text-quiet">{t('audit.noChanges')}</p> : <Changes changes={changes} />}
        </div>
      </details>
    </li>
  );
}

function Changes({ changes }: { changes: NonNullable<AuditEntry['changes']> }) {
  const { t } = useTranslation();
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={t('audit.changed')}>
      <table className="w-full text-left text-xs" data-testid="audit-changes">
        <thead className="text-quiet">
          <tr>
            <th scope="col" className="py-1 pr-4 font-medium">
              {t('audit.field')}
            </th>
            <th scope="col" className="py-1 pr-4 font-medium">
              {t('audit.before')}
            </th>
            <th scope="col" className="py-1 font-medium">
              {t('audit.after')}
            </th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(changes).map(([field, { before, after }]) => (
            <tr key={field} className="border-t border-line align-top">
              <th scope="row" className="py-1.5 pr-4 font-medium">
                {field}
              </th>
              <Value tone="text-bad-ink">{before}</Value>
              <Value tone="text-good-ink">{after}</Value>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Value({ tone, children }: { tone: string; children: unknown }) {
  const shown: ReactNode = children === undefined || children === null ? <span className="text-quiet">—</span> : typeof children === 'string' ? children : JSON.stringify(children, null, 1);
  return <td className={`max-w-md py-1.5 pr-4 font-mono break-words whitespace-pre-wrap ${tone}`}>{shown}</td>;
}
