import { CircleUser, KeyRound, LogOut } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Menu } from '../../components/menu';
import { PasswordDialog } from './password-dialog';
import { useMe, useSignOut } from './use-session';

/** Who is signed in, and the way out. Nothing where nobody has to sign in. */
export function UserMenu() {
  const { t } = useTranslation();
  const { data: me } = useMe();
  const { mutate } = useSignOut();
  const [isChanging, setIsChanging] = useState(false);
  if (me === undefined || me === null || me.kind !== 'user') return null;
  return (
    <>
      <Menu
        label={t('access.signedInAs', { name: me.name, role: t(`access.role.${me.role ?? 'viewer'}`) })}
        testId="user-menu"
        trigger={
          <>
            <CircleUser size={17} aria-hidden /> <span className="max-w-28 truncate max-md:hidden">{me.name}</span>
          </>
        }
        items={[
          { label: t('access.changePassword'), icon: <KeyRound size={15} aria-hidden />, onSelect: () => setIsChanging(true) },
          { label: t('access.signOut'), icon: <LogOut size={15} aria-hidden />, testId: 'sign-out', onSelect: () => mutate() },
        ]}
      />
      {isChanging && <PasswordDialog onClose={() => setIsChanging(false)} />}
    </>
  );
}
