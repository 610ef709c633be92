import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button } from '../../components/button';
import { Field } from '../../components/field';
import { Problem } from '../../components/notice';
import { SignOn } from './sign-on';
import { useSignIn, useSignInMethods } from './use-session';

/** Where one proves who one is. */
export function SignInPage() {
  const { t } = useTranslation();
  const [name, setName] = useState('admin');
  const [password, setPassword] = useState('');
  const { mutate, isPending, error } = useSignIn();
  const { data: methods } = useSignInMethods();
  const issuer = methods?.oidc ?? null;
  const title = t('signIn.title');
  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  }, [title, t]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate({ name, password });
  };
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-8">
      <div className="flex w-full max-w-sm flex-col gap-4 rounded-xl border border-line bg-panel p-6 shadow-sm">
        <div className="flex items-center gap-3">
          <img src="/favicon.svg" alt="" className="size-9" />
          <div>
            <h1 className="text-lg font-semibold">{title}</h1>
            <p className="text-[13px] text-quiet">{t('product')}</p>
          </div>
        </div>
        {issuer !== null && <SignOn {...issuer} />}
        {issuer !== null && methods?.password === true && <p className="text-center text-[13px] text-quiet">{t('signIn.or')}</p>}
        {methods?.password !== false && (
          <form className="flex flex-col gap-3" onSubmit={submit} data-testid="sign-in">
            <Field label={t('signIn.name')} required autoFocus autoComplete="username" data-testid="sign-in-name" value={name} onChange={(event) => setName(event.target.value)} />
            <Field label={t('signIn.password')} type="password" required autoComplete="current-password" data-testid="sign-in-password" value={password} onChange={(event) => setPassword(event.target.value)} />
            {error !== null && <Problem testId="sign-in-problem">{error.message}</Problem>}
            <Button type="submit" look="primary" disabled={isPending || name === '' || password === ''} data-testid="sign-in-submit">
              {isPending ? t('signIn.checking') : t('signIn.submit')}
            </Button>
          </form>
        )}
      </div>
    </main>
  );
}
