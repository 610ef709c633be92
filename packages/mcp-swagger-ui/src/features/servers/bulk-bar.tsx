import { Play, RefreshCw, RotateCw, Square, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button } from '../../components/button';
import { ConfirmDialog } from '../../components/confirm-dialog';
import type { Server } from '../../lib/api';
import { useRefusal } from '../access/use-refusal';
import { canDo, type ServerAction } from './can-do';
import { useActOnServers } from './use-servers';

const actions = [
  ['start', Play],
  ['stop', Square],
  ['restart', RotateCw],
  ['reload', RefreshCw],
  ['delete', Trash2],
] as const;

/** The actions on all chosen servers; each takes those it makes sense for. */
export function BulkBar({ servers, onDone }: { servers: Server[]; onDone: () => void }) {
  const { t } = useTranslation();
  const { mutate, isPending, progress, variables } = useActOnServers();
  const [isDeleting, setIsDeleting] = useState(false);
  const refused = useRefusal('operator');
  const idsFor = (action: ServerAction) => servers.filter(({ process }) => canDo(process.state)[action]).map(({ id }) => id);
  const act = (action: ServerAction) => mutate({ ids: idsFor(action), action }, { onSuccess: onDone });
  return (
    <div role="region" aria-label={t('servers.chosen', { count: servers.length })} className="flex flex-wrap items-center gap-2 rounded-xl border border-accent/40 bg-accent/8 px-4 py-2" data-testid="bulk">
      <span className="mr-2 text-[13px] font-medium">{t('servers.chosen', { count: servers.length })}</span>
      {actions.map(([action, Icon]) => (
        <Button
          key={action}
          look={action === 'delete' ? 'danger' : 'plain'}
          refused={refused}
          disabled={isPending || idsFor(action).length === 0}
          data-testid={`bulk-${action}`}
          onClick={() => (action === 'delete' ? setIsDeleting(true) : act(action))}
        >
          <Icon size={14} aria-hidden /> {t(`action.${action === 'reload' ? 'reloadDocument' : action}`)}
        </Button>
      ))}
      <Button look="ghost" className="ml-auto" disabled={isPending} onClick={onDone}>
        {t('servers.chooseNone')}
      </Button>
      {isPending && <progress className="h-1 w-full accent-accent" aria-label={t('servers.progress')} max={variables.ids.length} value={progress} />}
      {isDeleting && (
        <ConfirmDialog title={t('servers.deleteMany', { count: servers.length })} confirm={t('action.delete')} onClose={() => setIsDeleting(false)} onConfirm={() => act('delete')}>
          {t('servers.deleteText')}
        </ConfirmDialog>
      )}
    </div>
  );
}
