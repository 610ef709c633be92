import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from '../lib/i18n/use-translation';
import { IconButton } from './button';

const widths = { narrow: 'w-[min(28rem,calc(100vw-2rem))]', normal: 'w-[min(42rem,calc(100vw-2rem))]', wide: 'w-[min(60rem,calc(100vw-2rem))]' };

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
  width?: keyof typeof widths;
  testId?: string;
}

/** A modal dialog: the browser's own, with its focus trap and Escape. */
export function Dialog({ title, onClose, children, footer, width = 'normal', testId }: Props) {
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
      className={`m-auto max-h-[calc(100dvh-2rem)] flex-col overflow-hidden rounded-xl border border-line bg-panel p-0 text-ink shadow-2xl open:flex ${widths[width]}`}
    >
      <header className="flex items-center justify-between gap-3 border-b border-line px-5 py-2.5">
        <h2 id={titleId} className="min-w-0 truncate text-base font-semibold">
          {title}
        </h2>
        <IconButton label={t('action.close')} onClick={() => dialog.current?.close()}>
          <X size={18} aria-hidden />
        </IconButton>
      </header>
      <div className="min-h-0 overflow-y-auto px-5 py-4">{children}</div>
      {footer !== undefined && <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>}
    </dialog>
  );
}
