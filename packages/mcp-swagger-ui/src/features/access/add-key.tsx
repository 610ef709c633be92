import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button } from '../../components/button';
import { CodeBlock } from '../../components/copy-button';
import { Dialog } from '../../components/dialog';
import { Field, SelectField } from '../../components/field';
import { Problem } from '../../components/notice';
import { api, read } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';

const scopes = ['mcp', 'read', 'operate', 'admin'] as const;
const DAY_MS = 86_400_000;

/** A new key; it is shown once, here. */
export function AddKey({ serverNames, onClose }: { serverNames: Map<string, string>; onClose: () => void }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const [name, setName] = useState('');
  const [scope, setScope] = useState('mcp');
  const [days, setDays] = useState('90');
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: () => read(api.POST('/api/keys', { body: { name, scopes: [scope], expiresAt: days === '' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString() } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: queryKeys.keys }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  if (data !== undefined) {
    return (
      <Dialog title={data.name} onClose={onClose} width="narrow" testId="new-key">
        <p className="mb-3 text-[13px]">{t('access.keyOnce')}</p>
        <CodeBlock text={data.key} label={t('access.copyKey')} wrap />
      </Dialog>
    );
  }
  return (
    <Dialog title={t('access.addKey')} onClose={onClose} width="narrow">
      <form className="flex flex-col gap-3" onSubmit={submit}>
        <Field label={t('access.name')} required autoFocus maxLength={100} data-testid="key-name" value={name} onChange={(event) => setName(event.target.value)} />
        <SelectField label={t('access.scopes')} value={scope} onChange={(event) => setScope(event.target.value)}>
          {scopes.map((one) => (
            <option key={one} value={one}>
              {t(`access.scope.${one}`)}
            </option>
          ))}
          {[...serverNames].map(([id, server]) => (
            <option key={id} value={`mcp:${id}`}>
              {t('access.scopeOfServer', { server })}
            </option>
          ))}
        </SelectField>
        <SelectField label={t('access.expires')} value={days} onChange={(event) => setDays(event.target.value)}>
          {['7', '30', '90', '365'].map((count) => (
            <option key={count} value={count}>
              {t('access.days', { count: Number(count) })}
            </option>
          ))}
          <option value="">{t('access.never')}</option>
        </SelectField>
        {error !== null && <Problem>{error.message}</Problem>}
        <Button type="submit" look="primary" className="self-end" disabled={isPending} data-testid="create-key">
          {t('access.addKey')}
        </Button>
      </form>
    </Dialog>
  );
}
