import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { TranslationProvider, useTranslation } from '../lib/i18n/use-translation';
import { BrowserRouter } from 'react-router';
import { Button } from '../components/button';
import { Notice, Skeleton } from '../components/notice';
import { mayPass } from '../lib/may-pass';
import { useSession } from '../features/access/use-session';
import { Pages } from './pages';
import { useTheme } from './theme';

const SignInPage = lazy(async () => ({ default: (await import('../features/access/sign-in-page')).SignInPage }));

// The API may be on this machine: that the browser has no network says nothing of it.
const cache = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000, retry: mayPass, refetchOnWindowFocus: false, networkMode: 'always' }, mutations: { networkMode: 'always' } } });

/** The providers around the pages. */
export function App() {
  return (
    <QueryClientProvider client={cache}>
      <TranslationProvider>
        <BrowserRouter>
          <SignedIn />
        </BrowserRouter>
      </TranslationProvider>
    </QueryClientProvider>
  );
}

/** The pages for those who are let in, and the sign-in page for the others. */
function SignedIn() {
  const { t } = useTranslation();
  const me = useSession();
  useTheme();
  if (me.data === null) {
    return (
      <Suspense>
        <SignInPage />
      </Suspense>
    );
  }
  if (me.data !== undefined) return <Pages />;
  return (
    <main className="mx-auto max-w-3xl px-4 py-10">
      {me.isError ? (
        <Notice tone="bad" title={t('signIn.unreachable')} action={<Button onClick={() => void me.refetch()}>{t('action.retry')}</Button>}>
          {me.error.message}
        </Notice>
      ) : (
        <Skeleton rows={4} label={t('loading')} />
      )}
    </main>
  );
}
