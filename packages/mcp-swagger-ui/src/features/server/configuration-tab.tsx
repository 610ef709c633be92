import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button } from '../../components/button';
import { Card } from '../../components/card';
import { TextField } from '../../components/field';
import { Problem } from '../../components/notice';
import { useRefusal } from '../access/use-refusal';
import { CredentialsCard } from './credentials-card';
import { useOpenServer } from './server-page';
import { changesOf, NO_OBJECT, parseSettings, type Settings, settingsOf } from './settings';
import { SettingsForm } from './settings-form';
import { useUpdateServer } from './use-update-server';

/** The configuration as a form and as JSON beside it; each follows the other. */
export function ConfigurationTab() {
  const server = useOpenServer();
  // Another version from the API starts anew; what was typed on an older one would undo it.
  return (
    <div className="flex flex-col gap-4">
      <Editor key={server.updatedAt} settings={settingsOf(server)} id={server.id} />
      <CredentialsCard server={server} />
    </div>
  );
}

function Editor({ settings, id }: { settings: Settings; id: string }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(settings);
  const [text, setText] = useState(() => JSON.stringify(settings, null, 2));
  const [textError, setTextError] = useState<string | null>(null);
  const { mutate, isPending, error } = useUpdateServer(id);
  const refused = useRefusal('operator');
  const changes = changesOf(settings, draft);
  const count = Object.keys(changes).length;
  const fromForm = (next: Settings) => {
    setDraft(next);
    setText(JSON.stringify(next, null, 2));
    setTextError(null);
  };
  const fromText = (next: string) => {
    setText(next);
    const parsed = parseSettings(next);
    setTextError('error' in parsed ? parsed.error : null);
    if ('settings' in parsed) setDraft(parsed.settings);
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    mutate(changes);
  };
  return (
    <form className="grid gap-4 xl:grid-cols-2" onSubmit={save}>
      <Card title={t('server.form')}>
        <SettingsForm settings={draft} onChange={fromForm} />
      </Card>
      <Card title="JSON">
        <div className="flex flex-col gap-3">
          <TextField label={t('server.json')} rows={40} value={text} data-testid="settings-json" aria-invalid={textError !== null} onChange={(event) => fromText(event.target.value)} />
          {textError !== null && <Problem>{textError === NO_OBJECT ? t('server.notObject') : t('server.badJson', { error: textError })}</Problem>}
          {error !== null && <Problem testId="settings-problem">{error.message}</Problem>}
          <div className="flex flex-wrap items-center justify-end gap-2">
            <span className="mr-auto text-[13px] text-quiet">{count === 0 ? t('server.noChanges') : t('server.changes', { count, names: Object.keys(changes).join(', ') })}</span>
            <Button disabled={count === 0 || isPending} onClick={() => fromForm(settings)}>
              {t('server.undo')}
            </Button>
            <Button type="submit" look="primary" refused={refused} disabled={refused === undefined && (count === 0 || isPending || textError !== null)} data-testid="settings-save">
              {t('action.save')}
            </Button>
          </div>
        </div>
      </Card>
    </form>
  );
}
