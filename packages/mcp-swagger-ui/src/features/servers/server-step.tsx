import { type FormEvent, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button';
import { Field, Segments } from '../../components/field';
import type { CreateServer, Preview } from '../../lib/api';
import { toServerName } from '../../lib/format';
import { type AuthInput, noAuth, toAuth } from './auth-input';
import { type DocumentInput, toSource } from './document-step';
import { useCreateServer } from './use-servers';

/** The name of a server, where its API is and how calls prove who they are. */
export function ServerStep({ input, preview, onDone }: { input: DocumentInput; preview: Preview; onDone: () => void }) {
  const { t } = useTranslation();
  const startId = useId();
  const [name, setName] = useState(() => toServerName(preview.title));
  const [baseUrl, setBaseUrl] = useState('');
  const [auth, setAuth] = useState<AuthInput>(noAuth);
  const [toolMode, setToolMode] = useState<ToolMode>('auto');
  const [autoStart, setAutoStart] = useState(true);
  const { mutate, isPending, error } = useCreateServer();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = toAuth(auth);
    const body = { name, autoStart, toolMode, ...toSource(input), ...(baseUrl.trim() === '' ? {} : { baseUrl: baseUrl.trim() }), ...(given === undefined ? {} : { auth: given }) };
    mutate(body, { onSuccess: onDone });
  };
  return (
    <form className="mt-4 flex flex-col gap-3 border-t border-[var(--line)] pt-4" onSubmit={submit}>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t('add.name')} required maxLength={100} data-testid="server-name" value={name} onChange={(event) => setName(event.target.value)} />
        <Field label={t('add.baseUrl')} type="url" hint={t('add.baseUrlHint')} data-testid="server-base-url" value={baseUrl} onChange={(event) => setBaseUrl(event.target.value)} />
      </div>
      <AuthFields auth={auth} onChange={setAuth} />
      <ToolModeField toolMode={toolMode} preview={preview} onChange={setToolMode} />
      {error !== null && (
        <p role="alert" className="text-[13px] text-[var(--bad)]" data-testid="create-problem">
          {error.message}
        </p>
      )}
      <div className="flex items-center justify-between gap-3">
        <label htmlFor={startId} className="inline-flex items-center gap-2 text-[13px]">
          <input id={startId} type="checkbox" className="size-4 accent-[var(--accent)]" checked={autoStart} onChange={(event) => setAutoStart(event.target.checked)} />
          {t('add.start')}
        </label>
        <Button type="submit" look="primary" disabled={isPending || name.trim() === ''} data-testid="create-server">
          {isPending ? t('add.creating') : t('add.create')}
        </Button>
      </div>
    </form>
  );
}

type ToolMode = NonNullable<CreateServer['toolMode']>;

/** Of tool lists as JSON; as the child counts them. */
const BYTES_A_TOKEN = 4.2;

function ToolModeField({ toolMode, preview, onChange }: { toolMode: ToolMode; preview: Preview; onChange: (toolMode: ToolMode) => void }) {
  const { t, i18n } = useTranslation();
  const tokens = useMemo(() => Math.ceil(new TextEncoder().encode(JSON.stringify(preview.tools)).length / BYTES_A_TOKEN), [preview]);
  const hints: Record<ToolMode, string> = { all: 'add.toolsHintAll', search: 'add.toolsHintSearch', auto: 'add.toolsHintAuto' };
  return (
    <div className="flex flex-col gap-2" data-testid="tool-mode">
      <span className="text-[13px] font-medium">{t('add.tools')}</span>
      <Segments label={t('add.tools')} value={toolMode} options={{ auto: t('add.toolsAuto'), all: t('add.toolsAll'), search: t('add.toolsSearch') }} onChange={onChange} />
      <span className="text-[13px] text-[var(--quiet)]">{t(hints[toolMode], { tokens: tokens.toLocaleString(i18n.language) })}</span>
    </div>
  );
}

function AuthFields({ auth, onChange }: { auth: AuthInput; onChange: (auth: AuthInput) => void }) {
  const { t } = useTranslation();
  const change = (part: Partial<AuthInput>) => onChange({ ...auth, ...part });
  const secret = { type: 'password', autoComplete: 'off', required: true } as const;
  return (
    <div className="flex flex-col gap-2">
      <span className="text-[13px] font-medium">{t('add.auth')}</span>
      <div className="overflow-x-auto">
        <Segments
          label={t('add.auth')}
          value={auth.kind}
          options={{ none: t('add.none'), bearer: t('add.bearer'), basic: t('add.basic'), apikey: t('add.apikey'), oauth2: t('add.oauth2') }}
          onChange={(kind) => change({ kind })}
        />
      </div>
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
