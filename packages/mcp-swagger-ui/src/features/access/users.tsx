import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { type FormEvent, useMemo, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button, IconButton } from '../../components/button';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { Dialog } from '../../components/dialog';
import { Choice, Field, SelectField } from '../../components/field';
import { Loaded } from '../../components/loaded';
import { Notice, Problem } from '../../components/notice';
import { Switch } from '../../components/switch';
import { type Column, Table } from '../../components/table';
import { api, type Me, read, type User } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { toast } from '../../lib/toasts';
import { useFormat } from '../../lib/use-format';
import { LEAST_PASSWORD } from './password-dialog';

type Role = User['role'];
const roles: Role[] = ['viewer', 'operator', 'admin'];

/** The people who may sign in. */
export function Users({ me }: { me: Me }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: queryKeys.users, queryFn: async () => (await read(api.GET('/api/users'))).users });
  const [isAdding, setIsAdding] = useState(false);
  const add = (
    <Button look="primary" data-testid="add-user" onClick={() => setIsAdding(true)}>
      <Plus size={15} aria-hidden /> {t('access.addUser')}
    </Button>
  );
  return (
    <>
      <Loaded query={query} isEmpty={(list) => list.length === 0} empty={<Notice title={t('access.noUsers')} action={add}>{t('access.noUsersHint')}</Notice>}>
        {(users) => (
          <>
            <div>{add}</div>
            <UserTable users={users} me={me} />
          </>
        )}
      </Loaded>
      {isAdding && <AddUser isFirst={query.data?.length === 0} onClose={() => setIsAdding(false)} />}
    </>
  );
}

function UserTable({ users, me }: { users: User[]; me: Me }) {
  const { t } = useTranslation();
  const { instant } = useFormat();
  const cache = useQueryClient();
  const { mutate: change } = useMutation({
    mutationFn: ({ id, ...body }: { id: string; role?: Role; disabled?: boolean }) => read(api.PATCH('/api/users/{id}', { params: { path: { id } }, body })),
    onError: (error) => toast('bad', error.message),
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.users }),
  });
  const columns = useMemo<Column<User>[]>(
    () => [
      { id: 'name', header: t('access.name'), accessorFn: ({ name }) => name, meta: { className: 'font-medium' } },
      {
        id: 'role',
        header: t('access.roleHead'),
        accessorFn: ({ role }) => role,
        cell: ({ row }) => (
          <Choice label={t('access.roleOf', { name: row.original.name })} disabled={row.original.id === me.id} value={row.original.role} onChange={(event) => change({ id: row.original.id, role: event.target.value as Role })}>
            {roles.map((role) => (
              <option key={role} value={role}>
                {t(`access.role.${role}`)}
              </option>
            ))}
          </Choice>
        ),
      },
      {
        id: 'enabled',
        header: t('access.enabled'),
        accessorFn: ({ disabled }) => disabled,
        cell: ({ row }) => <Switch label={t('access.enabledOf', { name: row.original.name })} isOn={!row.original.disabled} disabled={row.original.id === me.id} onChange={(isOn) => change({ id: row.original.id, disabled: !isOn })} />,
      },
      { id: 'last', header: t('access.lastLogin'), accessorFn: ({ lastLoginAt }) => lastLoginAt ?? '', meta: { from: 'md', className: 'whitespace-nowrap' }, cell: ({ row }) => (row.original.lastLoginAt === null ? '—' : instant(row.original.lastLoginAt)) },
      { id: 'actions', header: () => <span className="sr-only">{t('servers.actions')}</span>, enableSorting: false, meta: { className: 'w-0' }, cell: ({ row }) => <DeleteUser user={row.original} isMe={row.original.id === me.id} /> },
    ],
    [t, instant, change, me.id],
  );
  return <Table label={t('access.users')} rows={users} columns={columns} rowId={({ id }) => id} sortBy={[{ id: 'name', desc: false }]} rowTestId="user" />;
}

function DeleteUser({ user, isMe }: { user: User; isMe: boolean }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const { mutate } = useMutation({
    mutationFn: () => read(api.DELETE('/api/users/{id}', { params: { path: { id: user.id } } })),
    onError: (error) => toast('bad', error.message),
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.users }),
  });
  return (
    <>
      <IconButton label={t('action.delete')} disabled={isMe} className="hover:text-bad-ink!" onClick={() => setIsAsking(true)}>
        <Trash2 size={15} aria-hidden />
      </IconButton>
      {isAsking && (
        <ConfirmDialog title={t('servers.deleteTitle', { name: user.name })} confirm={t('action.delete')} onClose={() => setIsAsking(false)} onConfirm={() => mutate()}>
          {t('access.deleteUserText')}
        </ConfirmDialog>
      )}
    </>
  );
}

function AddUser({ isFirst, onClose }: { isFirst: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<Role>(isFirst ? 'admin' : 'operator');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => read(api.POST('/api/users', { body: { name, password, role } })),
    onSuccess: async () => {
      onClose();
      // The first user ends the time without proof: from now on this page has to sign in, too.
      await cache.invalidateQueries({ queryKey: isFirst ? queryKeys.me : queryKeys.users });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <Dialog title={t('access.addUser')} onClose={onClose} width="narrow" testId="add-user-dialog">
      <form className="flex flex-col gap-3" onSubmit={submit}>
        {isFirst && <p className="rounded-md border border-warn/50 bg-warn/10 px-3 py-2 text-[13px]">{t('access.firstUser')}</p>}
        <Field label={t('access.name')} required autoFocus autoComplete="off" maxLength={100} data-testid="user-name" value={name} onChange={(event) => setName(event.target.value)} />
        <Field label={t('signIn.password')} hint={t('access.passwordHint', { count: LEAST_PASSWORD })} type="password" required minLength={LEAST_PASSWORD} autoComplete="new-password" data-testid="user-password" value={password} onChange={(event) => setPassword(event.target.value)} />
        <SelectField label={t('access.roleHead')} hint={t(`access.roleHint.${role}`)} disabled={isFirst} value={role} onChange={(event) => setRole(event.target.value as Role)}>
          {roles.map((one) => (
            <option key={one} value={one}>
              {t(`access.role.${one}`)}
            </option>
          ))}
        </SelectField>
        {error !== null && <Problem>{error.message}</Problem>}
        <Button type="submit" look="primary" className="self-end" disabled={isPending} data-testid="create-user">
          {t('access.addUser')}
        </Button>
      </form>
    </Dialog>
  );
}
