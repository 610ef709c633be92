import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';

/** A modal dialog: the browser's own, with its focus trap and Escape. */
export function Dialog({ title, onClose, children, testId }: { title: string; onClose: () => void; children: ReactNode; testId?: string }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      data-testid={testId}
      onClose={onClose}
      className="m-auto w-[min(40rem,calc(100vw-2rem))] max-h-[calc(100dvh-2rem)] rounded-xl border border-[var(--line)] bg-[var(--panel)] p-0 text-[var(--ink)] shadow-2xl"
    >
      <header className="flex items-center justify-between border-b border-[var(--line)] px-5 py-3">
        <h2 id={titleId} className="text-base font-semibold">
          {title}
        </h2>
        <button type="button" aria-label={t('action.close')} className="rounded p-1 text-[var(--quiet)] hover:text-[var(--ink)]" onClick={() => dialog.current?.close()}>
          <X size={18} aria-hidden />
        </button>
      </header>
      <div className="px-5 py-4">{children}</div>
    </dialog>
  );
}
