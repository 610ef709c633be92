import type { ReactNode } from 'react';
import { useTranslation } from '../lib/i18n/use-translation';
import { Button } from './button';
import { Dialog } from './dialog';

/** Asks before something that cannot be undone, and names it. */
export function ConfirmDialog({ title, children, confirm, onClose, onConfirm }: { title: string; children: ReactNode; confirm: string; onClose: () => void; onConfirm: () => void }) {
  const { t } = useTranslation();
  const footer = (
    <>
      <Button onClick={onClose}>{t('action.cancel')}</Button>
      <Button
        look="danger"
        data-testid="confirm"
        onClick={() => {
          onConfirm();
          onClose();
        }}
      >
        {confirm}
      </Button>
    </>
  );
  return (
    <Dialog title={title} onClose={onClose} footer={footer} width="narrow">
      <div className="text-quiet">{children}</div>
    </Dialog>
  );
}
