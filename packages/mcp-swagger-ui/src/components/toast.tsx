import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from '../lib/i18n/use-translation';
import { dismissToast, toasts } from '../lib/toasts';
import { IconButton } from './button';

/** What was done or failed, in a corner for a while. */
export function Toasts() {
  const { t } = useTranslation();
  const shown = useSyncExternalStore(toasts.subscribe, toasts.read);
  return (
    <ol aria-live="polite" className="pointer-events-none fixed right-4 bottom-4 left-4 z-40 flex flex-col items-end gap-2">
      {shown.map(({ id, tone, text }) => (
        <li key={id} data-testid="toast" className="pointer-events-auto flex max-w-md items-start gap-2 rounded-lg border border-line bg-panel py-2 pr-1.5 pl-3 text-[13px] shadow-lg">
          {tone === 'good' ? <CircleCheck size={16} aria-hidden className="mt-1.5 shrink-0 text-good-ink" /> : <CircleAlert size={16} aria-hidden className="mt-1.5 shrink-0 text-bad-ink" />}
          <span className="min-w-0 py-1 break-words">{text}</span>
          <IconButton label={t('action.close')} className="size-7!" onClick={() => dismissToast(id)}>
            <X size={14} aria-hidden />
          </IconButton>
        </li>
      ))}
    </ol>
  );
}
