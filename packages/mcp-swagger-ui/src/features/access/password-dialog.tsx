import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { Field } from '../../components/field';
import { Problem } from '../../components/notice';
import { api, read } from '../../lib/api';
import { useSignOut } from './use-session';

/** The shortest password that the API takes. */
export const LEAST_PASSWORD = 12;

/** One's own password; it signs one out everywhere. */
export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const signOut = useSignOut();
  const { mutate, isPending, error } = useMutation({ mutationFn: () => read(api.POST('/api/auth/password', { body: { current, next } })), onSuccess: () => signOut.mutate() });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <Dialog title={t('access.changePassword')} onClose={onClose} width="narrow">
      <form className="flex flex-col gap-3" onSubmit={submit}>
        <Field label={t('access.current')} type="password" required autoFocus autoComplete="current-password" value={current} onChange={(event) => setCurrent(event.target.value)} />
        <Field label={t('access.next')} hint={t('access.passwordHint', { count: LEAST_PASSWORD })} type="password" required minLength={LEAST_PASSWORD} autoComplete="new-password" value={next} onChange={(event) => setNext(event.target.value)} />
        {error !== null && <Problem>{error.message}</Problem>}
        <Button type="submit" look="primary" className="self-end" disabled={isPending}>
          {t('action.save')}
        </Button>
      </form>
    </Dialog>
  );
}
