import { useTranslation } from '../../../lib/i18n/use-translation';
import { Field } from '../../../components/field';
import { Segments } from '../../../components/segments';
import type { AuthInput } from './auth-input';

/** How calls prove who they are to the upstream. */
export function AuthFields({ auth, onChange }: { auth: AuthInput; onChange: (auth: AuthInput) => void }) {
  const { t } = useTranslation();
  const change = (part: Partial<AuthInput>) => onChange({ ...auth, ...part });
  const secret = { type: 'password', autoComplete: 'off', required: true } as const;
  return (
    <div className="flex flex-col gap-2">
      <span className="text-[13px] font-medium">{t('add.auth')}</span>
      <Segments
        label={t('add.auth')}
        value={auth.kind}
        options={{ none: t('add.none'), bearer: t('add.bearer'), basic: t('add.basic'), apikey: t('add.apikey'), oauth2: t('add.oauth2') }}
        onChange={(kind) => change({ kind })}
      />
      {auth.kind === 'bearer' && <Field label={t('add.token')} {...secret} value={auth.token} onChange={(event) => change({ token: event.target.value })} />}
      {auth.kind === 'basic' && (
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t('add.username')} required autoComplete="off" value={auth.username} onChange={(event) => change({ username: event.target.value })} />
          <Field label={t('add.password')} {...secret} value={auth.password} onChange={(event) => change({ password: event.target.value })} />
        </div>
      )}
      {auth.kind === 'oauth2' && (
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t('add.clientId')} required autoComplete="off" value={auth.clientId} onChange={(event) => change({ clientId: event.target.value })} />
          <Field label={t('add.clientSecret')} {...secret} value={auth.clientSecret} onChange={(event) => change({ clientSecret: event.target.value })} />
          <Field label={t('add.tokenUrl')} type="url" hint={t('add.tokenUrlHint')} value={auth.tokenUrl} onChange={(event) => change({ tokenUrl: event.target.value })} />
        </div>
      )}
      {auth.kind === 'apikey' && (
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t('add.key')} {...secret} value={auth.key} onChange={(event) => change({ key: event.target.value })} />
          <Field label={t('add.keyName')} hint={t('add.keyNameHint')} value={auth.keyName} onChange={(event) => change({ keyName: event.target.value })} />
        </div>
      )}
    </div>
  );
}
