import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button } from '../../components/button';
import { Card } from '../../components/card';
import { Problem } from '../../components/notice';
import { Pill } from '../../components/pill';
import type { Server } from '../../lib/api';
import { useRefusal } from '../access/use-refusal';
import { AuthFields } from '../servers/wizard/auth-fields';
import { type AuthInput, noAuth, toAuth } from '../servers/wizard/auth-input';
import { useUpdateServer } from './use-update-server';

const kinds: Record<string, string> = { bearer: 'add.bearer', basic: 'add.basic', apikey: 'add.apikey', oauth2: 'add.oauth2' };

/** The credentials for the upstream: that they are set, and new ones in their place. What is set is never shown. */
export function CredentialsCard({ server }: { server: Server }) {
  const { t } = useTranslation();
  const [auth, setAuth] = useState<AuthInput | null>(null);
  const { mutate, isPending, error } = useUpdateServer(server.id);
  const refused = useRefusal('operator');
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (auth !== null) mutate({ auth: toAuth(auth) ?? null }, { onSuccess: () => setAuth(null) });
  };
  return (
    <Card
      title={t('add.auth')}
      actions={
        auth === null && (
          <Button refused={refused} data-testid="replace-credentials" onClick={() => setAuth(noAuth)}>
            {t('server.replaceAuth')}
          </Button>
        )
      }
    >
      <p className="text-[13px]">{server.auth === null ? <span className="text-quiet">{t('server.noAuth')}</span> : <Pill tone="good">{t('server.authSet', { type: t(kinds[server.auth.type] ?? 'add.auth') })}</Pill>}</p>
      {server.credentials.length > 0 && (
        <ul className="mt-2 flex flex-wrap gap-2">
          {server.credentials.map(({ name, type }) => (
            <li key={name}>
              <Pill tone="good">
                {name}: {type}
              </Pill>
            </li>
          ))}
        </ul>
      )}
      {auth !== null && (
        <form className="mt-3 flex flex-col gap-3" onSubmit={save}>
          <AuthFields auth={auth} onChange={setAuth} />
          {error !== null && <Problem>{error.message}</Problem>}
          <div className="flex justify-end gap-2">
            <Button onClick={() => setAuth(null)}>{t('action.cancel')}</Button>
            <Button type="submit" look="primary" disabled={isPending}>
              {t('action.save')}
            </Button>
          </div>
        </form>
      )}
    </Card>
  );
}
