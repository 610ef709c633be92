import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { Field, Tick } from '../../components/field';
import { Problem } from '../../components/notice';
import type { Group } from '../../lib/api';
import { useServers } from '../servers/use-servers';
import { withMember, withServer } from './group-members';
import { MemberFields } from './member-fields';
import { type GroupDraft, useSaveGroup } from './use-groups';

/** The name of a group, the servers in it, and which of their tools it shows under which names. */
export function GroupDialog({ group, onClose }: { group: Group | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: servers = [] } = useServers();
  const [draft, setDraft] = useState<GroupDraft>({ name: group?.name ?? '', description: group?.description ?? '', members: group?.members ?? [] });
  const { mutate, isPending, error } = useSaveGroup(group?.id);
  const change = (part: Partial<GroupDraft>) => setDraft({ ...draft, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate(draft, { onSuccess: onClose });
  };
  return (
    <Dialog title={group === undefined ? t('groups.add') : t('groups.edit', { name: group.name })} onClose={onClose} width="wide" testId="group-dialog">
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t('servers.name')} required autoFocus maxLength={100} data-testid="group-name" value={draft.name} onChange={(event) => change({ name: event.target.value })} />
          <Field label={t('server.description')} maxLength={2_000} value={draft.description} onChange={(event) => change({ description: event.target.value })} />
        </div>
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 text-[13px] font-medium">{t('nav.servers')}</legend>
          {servers.map(({ id, name }) => {
            const member = draft.members.find(({ serverId }) => serverId === id);
            return (
              <div key={id} className="rounded-md border border-line px-3 py-2">
                <Tick label={name} checked={member !== undefined} data-testid="group-server" onChange={(event) => change({ members: withServer(draft.members, id, event.target.checked) })} />
                {member !== undefined && <MemberFields member={member} onChange={(next) => change({ members: withMember(draft.members, id, next) })} />}
              </div>
            );
          })}
          {servers.length === 0 && <p className="text-[13px] text-quiet">{t('servers.empty')}</p>}
        </fieldset>
        {error !== null && <Problem testId="group-problem">{error.message}</Problem>}
        <Button type="submit" look="primary" className="self-end" disabled={isPending || draft.name.trim() === ''} data-testid="save-group">
          {t('action.save')}
        </Button>
      </form>
    </Dialog>
  );
}
