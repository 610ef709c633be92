import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../../../components/button';
import { Field, SelectField, TextField, Tick } from '../../../components/field';
import { Problem } from '../../../components/notice';
import type { Server } from '../../../lib/api';
import { useTranslation } from '../../../lib/i18n/use-translation';
import { useCreateServer } from '../use-servers';
import { noCommand, toCommandServer } from './command-input';

/** An MCP server of somebody else: a program that speaks it over its standard input and output. */
export function CommandStep({ choice, onCreated }: { choice: ReactNode; onCreated: (server: Server) => void }) {
  const { t } = useTranslation();
  const [input, setInput] = useState(noCommand);
  const { mutate, isPending, error } = useCreateServer();
  const change = (part: Partial<typeof input>) => setInput({ ...input, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate(toCommandServer(input), { onSuccess: onCreated });
  };
  return (
    <form className="flex flex-col gap-3" onSubmit={submit}>
      {choice}
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t('add.name')} required maxLength={100} data-testid="command-name" value={input.name} onChange={(event) => change({ name: event.target.value })} />
        <Field label={t('add.program')} required hint={t('add.programHint')} placeholder="npx" data-testid="command-program" value={input.program} onChange={(event) => change({ program: event.target.value })} />
        <TextField label={t('add.args')} rows={4} hint={t('add.argsHint')} data-testid="command-args" value={input.args} onChange={(event) => change({ args: event.target.value })} />
        <TextField label={t('add.environment')} rows={4} hint={t('add.environmentHint')} data-testid="command-environment" value={input.environment} onChange={(event) => change({ environment: event.target.value })} />
        <Field label={t('add.cwd')} value={input.cwd} onChange={(event) => change({ cwd: event.target.value })} />
        <SelectField label={t('add.processPer')} value={input.processPer} onChange={(event) => change({ processPer: event.target.value as typeof input.processPer })}>
          <option value="session">{t('add.perSession')}</option>
          <option value="server">{t('add.perServer')}</option>
        </SelectField>
      </div>
      <Tick label={t('add.start')} checked={input.autoStart} onChange={(event) => change({ autoStart: event.target.checked })} />
      {error !== null && <Problem testId="create-problem">{error.message}</Problem>}
      <Button type="submit" look="primary" className="self-end" disabled={isPending || input.name.trim() === '' || input.program.trim() === ''} data-testid="create-command">
        {isPending ? t('add.creating') : t('add.create')}
      </Button>
    </form>
  );
}
