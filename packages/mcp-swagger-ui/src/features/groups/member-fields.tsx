import { useQuery } from '@tanstack/react-query';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Field, inputLook, SelectField } from '../../components/field';
import { Loaded } from '../../components/loaded';
import { api, type GroupMember, read } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { shows, withTool } from './group-members';

/** Which tools of one server a group shows, and what it calls them. */
export function MemberFields({ member, onChange }: { member: GroupMember; onChange: (member: GroupMember) => void }) {
  const { t } = useTranslation();
  const { serverId } = member;
  const query = useQuery({ queryKey: queryKeys.tools(serverId), queryFn: () => read(api.GET('/api/servers/{id}/tools', { params: { path: { id: serverId } } })) });
  return (
    <div className="mt-2 flex flex-col gap-2">
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t('groups.prefix')} hint={t('groups.prefixHint')} pattern="[A-Za-z0-9_.\-]{0,64}" value={member.prefix} data-testid="group-prefix" onChange={(event) => onChange({ ...member, prefix: event.target.value })} />
        <SelectField label={t('groups.others')} value={member.others} onChange={(event) => onChange({ ...member, others: event.target.value as GroupMember['others'] })}>
          <option value="shown">{t('groups.shown')}</option>
          <option value="hidden">{t('groups.hidden')}</option>
        </SelectField>
      </div>
      <Loaded query={query} rows={1}>
        {({ tools }) => (
          <ul className="max-h-56 divide-y divide-line overflow-y-auto rounded-md border border-line" tabIndex={0} aria-label={t('servers.toolCount')}>
            {tools.map(({ name }) => (
              <li key={name} className="flex items-center gap-3 px-3 py-1 text-[13px]">
                <label className="flex min-w-0 flex-1 items-center gap-2">
                  <input type="checkbox" className="size-4 shrink-0 accent-accent" checked={shows(member, name)} onChange={(event) => onChange(withTool(member, name, { isShown: event.target.checked }))} />
                  <span className="truncate font-mono text-xs">{name}</span>
                </label>
                <input
                  aria-label={t('groups.nameOf', { name })}
                  placeholder={`${member.prefix}${name}`}
                  pattern="[A-Za-z0-9_.\-]{1,128}"
                  disabled={!shows(member, name)}
                  className={`${inputLook} w-40! font-mono text-xs! sm:w-64!`}
                  value={member.tools[name]?.name ?? ''}
                  onChange={(event) => onChange(withTool(member, name, { name: event.target.value }))}
                />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </div>
  );
}
