import { Ellipsis, Play, RefreshCw, RotateCw, Square, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { IconButton } from '../../components/button';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { Menu } from '../../components/menu';
import type { Server } from '../../lib/api';
import { useTranslation } from '../../lib/i18n/use-translation';
import { useRefusal } from '../access/use-refusal';
import { canDo, type ServerAction } from './can-do';
import { useActOnServers } from './use-servers';

export interface Deeds {
  act: (server: Server, action: ServerAction, onDone?: () => void) => void;
  /** Why nothing may be done; undefined when it may. */
  refused: string | undefined;
}

/** What can be done with servers, for all rows of a list at once: a row of its own for each would ask the cache anew for each row that comes into sight. */
export function useServerDeeds(): Deeds {
  const { mutate } = useActOnServers();
  const refused = useRefusal('operator');
  return useMemo(() => ({ refused, act: (server, action, onDone) => mutate({ ids: [server.id], action }, { onSuccess: (no) => no.length === 0 && onDone?.() }) }), [mutate, refused]);
}

/** What may be asked of a server in its state: two buttons, and the rest in a menu. */
export function ServerActions({ server, deeds: { act, refused }, onDeleted }: { server: Server; deeds: Deeds; onDeleted?: () => void }) {
  const { t } = useTranslation();
  const [isDeleting, setIsDeleting] = useState(false);
  const may = canDo(server.process.state);
  return (
    <div className="flex items-center gap-0.5">
      {may.start ? (
        <IconButton label={t('action.start')} className="text-good-ink!" refused={refused} data-testid="server-start" onClick={() => act(server, 'start')}>
          <Play size={15} aria-hidden />
        </IconButton>
      ) : (
        <IconButton label={t('action.stop')} className="text-bad-ink!" refused={refused} disabled={!may.stop} data-testid="server-stop" onClick={() => act(server, 'stop')}>
          <Square size={14} aria-hidden />
        </IconButton>
      )}
      <IconButton label={t('action.restart')} className="text-warn-ink!" refused={refused} disabled={!may.restart} data-testid="server-restart" onClick={() => act(server, 'restart')}>
        <RotateCw size={15} aria-hidden />
      </IconButton>
      <Menu
        label={t('servers.more', { name: server.name })}
        testId="server-more"
        trigger={<Ellipsis size={16} aria-hidden />}
        items={[
          { label: t('action.reloadDocument'), icon: <RefreshCw size={15} aria-hidden />, disabled: !may.reload, refused, testId: 'server-reload', onSelect: () => act(server, 'reload') },
          { label: t('action.delete'), icon: <Trash2 size={15} aria-hidden />, danger: true, refused, testId: 'server-delete', onSelect: () => setIsDeleting(true) },
        ]}
      />
      {isDeleting && (
        <ConfirmDialog
          title={t('servers.deleteTitle', { name: server.name })}
          confirm={t('action.delete')}
          onClose={() => setIsDeleting(false)}
          onConfirm={() => act(server, 'delete', onDeleted)}
        >
          {t('servers.deleteText')}
        </ConfirmDialog>
      )}
    </div>
  );
}
