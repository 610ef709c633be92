import { Ellipsis, Play, RefreshCw, RotateCw, Square, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/button';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { Menu } from '../../components/menu';
import type { Server } from '../../lib/api';
import { useRefusal } from '../access/use-refusal';
import { canDo } from './can-do';
import { useActOnServers } from './use-servers';

/** What may be asked of a server in its state: two buttons, and the rest in a menu. */
export function ServerActions({ server, onDeleted }: { server: Server; onDeleted?: () => void }) {
  const { t } = useTranslation();
  const [isDeleting, setIsDeleting] = useState(false);
  const { mutate, isPending } = useActOnServers();
  const may = canDo(server.process.state);
  const refused = useRefusal('operator');
  const act = (action: 'start' | 'stop' | 'restart' | 'reload') => mutate({ ids: [server.id], action });
  return (
    <div className="flex items-center gap-0.5">
      {may.start ? (
        <IconButton label={t('action.start')} className="text-good-ink!" refused={refused} disabled={isPending} data-testid="server-start" onClick={() => act('start')}>
          <Play size={15} aria-hidden />
        </IconButton>
      ) : (
        <IconButton label={t('action.stop')} className="text-bad-ink!" refused={refused} disabled={isPending || !may.stop} data-testid="server-stop" onClick={() => act('stop')}>
          <Square size={14} aria-hidden />
        </IconButton>
      )}
      <IconButton label={t('action.restart')} className="text-warn-ink!" refused={refused} disabled={isPending || !may.restart} data-testid="server-restart" onClick={() => act('restart')}>
        <RotateCw size={15} aria-hidden />
      </IconButton>
      <Menu
        label={t('servers.more', { name: server.name })}
        testId="server-more"
        trigger={<Ellipsis size={16} aria-hidden />}
        items={[
          { label: t('action.reloadDocument'), icon: <RefreshCw size={15} aria-hidden />, disabled: !may.reload, refused, testId: 'server-reload', onSelect: () => act('reload') },
          { label: t('action.delete'), icon: <Trash2 size={15} aria-hidden />, danger: true, refused, testId: 'server-delete', onSelect: () => setIsDeleting(true) },
        ]}
      />
      {isDeleting && (
        <ConfirmDialog
          title={t('servers.deleteTitle', { name: server.name })}
          confirm={t('action.delete')}
          onClose={() => setIsDeleting(false)}
          onConfirm={() => mutate({ ids: [server.id], action: 'delete' }, { onSuccess: (refused) => refused.length === 0 && onDeleted?.() })}
        >
          {t('servers.deleteText')}
        </ConfirmDialog>
      )}
    </div>
  );
}
