import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button } from '../../components/button';
import { Loaded } from '../../components/loaded';
import { Notice } from '../../components/notice';
import { Page } from '../../components/page';
import type { Group } from '../../lib/api';
import { useRefusal } from '../access/use-refusal';
import { GroupCard } from './group-card';
import { GroupDialog } from './group-dialog';
import { useGroups } from './use-groups';

/** Chosen tools of several servers behind one address. */
export function GroupsPage() {
  const { t } = useTranslation();
  const groups = useGroups();
  const refused = useRefusal('operator');
  const [open, setOpen] = useState<Group | 'new' | null>(null);
  const add = (
    <Button look="primary" refused={refused} data-testid="add-group" onClick={() => setOpen('new')}>
      <Plus size={15} aria-hidden /> {t('groups.add')}
    </Button>
  );
  return (
    <Page title={t('nav.groups')} lead={t('groups.lead')} actions={groups.data !== undefined && groups.data.length > 0 && add}>
      <Loaded query={groups} isEmpty={(list) => list.length === 0} empty={<Notice title={t('groups.empty')} action={add}>{t('groups.emptyHint')}</Notice>}>
        {(list) => (
          <ul className="grid items-start gap-4 xl:grid-cols-2">
            {list.map((group) => (
              <GroupCard key={group.id} group={group} onEdit={() => setOpen(group)} />
            ))}
          </ul>
        )}
      </Loaded>
      {open !== null && <GroupDialog group={open === 'new' ? undefined : open} onClose={() => setOpen(null)} />}
    </Page>
  );
}
