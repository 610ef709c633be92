import type { FormEvent } from 'react';
import { useTranslation } from '../../../lib/i18n/use-translation';
import { Button } from '../../../components/button';
import { Field, Tick } from '../../../components/field';
import { Problem } from '../../../components/notice';
import type { Server } from '../../../lib/api';
import { useCreateServer } from '../use-servers';
import { AuthFields } from './auth-fields';
import { toAuth } from './auth-input';
import { toSource } from './document-input';
import { toFilters } from './tool-choice';
import type { Draft } from './draft';

interface Props {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  onBack: () => void;
  onCreated: (server: Server) => void;
}

/** The name of the server, where its API is and how calls prove who they are. */
export function AccessStep({ draft, onChange, onBack, onCreated }: Props) {
  const { t } = useTranslation();
  const { name, baseUrl, auth, autoStart, toolMode, input, choice } = draft;
  const { mutate, isPending, error } = useCreateServer();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = toAuth(auth);
    const filters = toFilters(choice);
    const body = {
      name,
      autoStart,
      toolMode,
      ...toSource(input),
      ...(baseUrl.trim() === '' ? {} : { baseUrl: baseUrl.trim() }),
      ...(given === undefined ? {} : { auth: given }),
      ...(filters === undefined ? {} : { filters }),
    };
    mutate(body, { onSuccess: onCreated });
  };
  return (
    <form className="flex flex-col gap-3" onSubmit={submit}>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t('add.name')} required autoFocus maxLength={100} data-testid="server-name" value={name} onChange={(event) => onChange({ name: event.target.value })} />
        <Field label={t('add.baseUrl')} type="url" hint={t('add.baseUrlHint')} data-testid="server-base-url" value={baseUrl} onChange={(event) => onChange({ baseUrl: event.target.value })} />
      </div>
      <AuthFields auth={auth} onChange={(next) => onChange({ auth: next })} />
      <Tick label={t('add.start')} checked={autoStart} onChange={(event) => onChange({ autoStart: event.target.checked })} />
      {error !== null && <Problem testId="create-problem">{error.message}</Problem>}
      <div className="flex justify-between gap-2">
        <Button onClick={onBack}>{t('action.back')}</Button>
        <Button type="submit" look="primary" disabled={isPending || name.trim() === ''} data-testid="create-server">
          {isPending ? t('add.creating') : t('add.create')}
        </Button>
      </div>
    </form>
  );
}
