import { RefreshCw } from 'lucide-react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button } from '../../components/button';
import { Choice } from '../../components/field';
import { Problem } from '../../components/notice';
import { Switch } from '../../components/switch';
import type { Document } from '../../lib/api';
import { useFormat } from '../../lib/use-format';
import { useRefusal } from '../access/use-refusal';
import { HandIn } from './hand-in';
import { useChangeDocument, useRefresh } from './use-document';

const MINUTE_MS = 60_000;
const intervals = [5, 60, 1_440].map((minutes) => minutes * MINUTE_MS);

/** Where new versions come from: its address, looked at now or by itself, or a text that is handed in. */
export function DocumentSettings({ document: { id, sourceUrl, refreshIntervalMs, autoApply, checkedAt, checkError } }: { document: Document }) {
  const { t } = useTranslation();
  const { duration, instant } = useFormat();
  const refused = useRefusal('operator');
  const refresh = useRefresh(id);
  const change = useChangeDocument(id);
  const choices = [...new Set([...intervals, ...(refreshIntervalMs === null ? [] : [refreshIntervalMs])])];
  return (
    <div className="flex flex-col gap-2 text-[13px]">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {sourceUrl !== null && (
          <>
            <Button refused={refused} disabled={refresh.isPending} data-testid="refresh-document" onClick={() => refresh.mutate()}>
              <RefreshCw size={14} aria-hidden className={refresh.isPending ? 'animate-spin' : ''} /> {t('versions.refresh')}
            </Button>
            <Choice label={t('versions.every')} disabled={refused !== undefined} value={refreshIntervalMs ?? ''} onChange={(event) => change.mutate({ refreshIntervalMs: event.target.value === '' ? null : Number(event.target.value) })}>
              <option value="">{t('versions.never')}</option>
              {choices.map((ms) => (
                <option key={ms} value={ms}>
                  {t('versions.everySpan', { span: duration(ms) })}
                </option>
              ))}
            </Choice>
            <span className="flex items-center gap-2">
              <Switch label={t('versions.autoApply')} isOn={autoApply} refused={refused} onChange={(isOn) => change.mutate({ autoApply: isOn })} /> {t('versions.autoApply')}
            </span>
          </>
        )}
        <HandIn id={id} />
      </div>
      {sourceUrl !== null && <p className="font-mono text-xs break-all text-quiet">{sourceUrl}</p>}
      {checkedAt !== null && <p className="text-xs text-quiet">{t('versions.checked', { time: instant(checkedAt) })}</p>}
      {checkError !== null && <Problem>{checkError}</Problem>}
      {change.error !== null && <Problem>{change.error.message}</Problem>}
    </div>
  );
}
