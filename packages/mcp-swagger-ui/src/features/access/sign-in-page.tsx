import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button';
import { Field } from '../../components/field';
import { Problem } from '../../components/notice';
import { useSignIn } from '../../lib/session';

/** The page of whoever has to say who he is. */
export function SignInPage() {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const [name, setName] = useState('admin');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    signIn(name, password)
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
      .finally(() => setBusy(false));
  };

  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <form className="flex w-full max-w-sm flex-col gap-4 rounded-xl border border-line bg-panel p-6" onSubmit={submit} data-testid="sign-in">
        <h1 className="flex items-center gap-2.5 text-base font-semibold">
          <img src="/favicon.svg" alt="" className="size-7" />
          {t('access.title')}
        </h1>
        <Field label={t('access.name')} autoComplete="username" required value={name} onChange={(event) => setName(event.target.value)} />
        <Field label={t('access.password')} hint={t('access.hint')} type="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
        {problem !== undefined && <Problem testId="sign-in-problem">{problem}</Problem>}
        <Button look="primary" type="submit" disabled={isBusy}>
          {t('access.submit')}
        </Button>
      </form>
    </main>
  );
}
