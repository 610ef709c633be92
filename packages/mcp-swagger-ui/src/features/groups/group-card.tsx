import { Pencil, Trash2, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { IconButton } from '../../components/button';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { CopyButton } from '../../components/copy-button';
import type { Group } from '../../lib/api';
import { useRefusal } from '../access/use-refusal';
import { useServerNames } from '../servers/use-servers';
import { useDeleteGroup } from './use-groups';

/** The address of a group's endpoint, on the API that serves this page. */
function addressOf({ name }: Group): string {
  return `${location.origin}/mcp/group/${encodeURIComponent(name)}`;
}

/** A group: where it is, who is in it, and what it shows. */
export function GroupCard({ group, onEdit }: { group: Group; onEdit: () => void }) {
  const { t } = useTranslation();
  const names = useServerNames();
  const refused = useRefusal('operator');
  const { mutate } = useDeleteGroup();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <li className="flex min-w-0 flex-col gap-2 rounded-xl border border-line bg-panel p-4 text-[13px]" data-testid="group">
      <div className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <h2 className="truncate text-[15px] font-semibold">{group.name}</h2>
          <p className="text-quiet">{group.description}</p>
        </div>
        <div className="flex">
          <IconButton label={t('groups.edit', { name: group.name })} refused={refused} data-testid="edit-group" onClick={onEdit}>
            <Pencil size={14} aria-hidden />
          </IconButton>
          <IconButton label={t('action.delete')} className="hover:text-bad-ink!" refused={refused} data-testid="delete-group" onClick={() => setIsAsking(true)}>
            <Trash2 size={15} aria-hidden />
          </IconButton>
        </div>
      </div>
      <p className="flex min-w-0 items-center gap-1">
        <code className="truncate font-mono text-xs">{addressOf(group)}</code>
        <CopyButton text={addressOf(group)} />
      </p>
      <p className="text-quiet">
        {t('groups.shows', { count: group.tools.length })} {group.members.map(({ serverId }) => names.get(serverId) ?? serverId).join(', ')}
      </p>
      {group.tools.length > 0 && (
        <details>
          <summary className="text-accent-ink">{t('servers.toolCount')}</summary>
          <ul className="mt-1 max-h-60 overflow-y-auto rounded-md border border-line bg-raised px-3 py-1" tabIndex={0} aria-label={t('servers.toolCount')}>
            {group.tools.map(({ name, serverId, tool }) => (
              <li key={name} className="flex flex-wrap gap-x-3 py-0.5 font-mono text-xs">
                {name}
                <span className="text-quiet">
                  {names.get(serverId) ?? serverId} · {tool}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <Remarks
        remarks={[
          ...group.collisions.map(({ name, serverId }) => t('groups.collision', { name, server: names.get(serverId) ?? serverId })),
          ...group.unavailable.map(({ serverId, reason }) => t('groups.unavailable', { server: names.get(serverId) ?? serverId, reason })),
        ]}
      />
      {isAsking && (
        <ConfirmDialog title={t('servers.deleteTitle', { name: group.name })} confirm={t('action.delete')} onClose={() => setIsAsking(false)} onConfirm={() => mutate(group)}>
          {t('groups.deleteText')}
        </ConfirmDialog>
      )}
    </li>
  );
}

function Remarks({ remarks }: { remarks: string[] }) {
  return remarks.map((remark) => (
    <p key={remark} className="flex items-start gap-1.5 text-xs text-warn-ink">
      <TriangleAlert size={14} aria-hidden className="mt-px shrink-0" /> {remark}
    </p>
  ));
}
