import { useTranslation } from '../../lib/i18n/use-translation';
import { covers, type Role } from '../../lib/role';
import { useMe } from './use-session';

/** Why the one who looks may not do what asks for a role; undefined when he may. The API decides; this only says it beforehand. */
export function useRefusal(needed: Role): string | undefined {
  const { t } = useTranslation();
  const { data: me } = useMe();
  if (me === undefined || me === null || covers(me.role, needed)) return undefined;
  return t('access.needsRole', { needed: t(`access.role.${needed}`), own: t(`access.role.${me.role ?? 'none'}`) });
}
