import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';

/** Asks before a server is deleted, and names it. */
export function DeleteDialog({ name, onClose, onDelete }: { name: string; onClose: () => void; onDelete: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('servers.deleteTitle', { name })} onClose={onClose}>
      <p className="text-[var(--quiet)]">{t('servers.deleteText')}</p>
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button
          look="danger"
          data-testid="confirm-delete"
          onClick={() => {
            onDelete();
            onClose();
          }}
        >
          {t('action.delete')}
        </Button>
      </div>
    </Dialog>
  );
}
