import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { BrowserRouter } from 'react-router';
import { SignInGate } from '../features/access/sign-in-gate';
import { Pages } from './pages';

const cache = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000, retry: 1, refetchOnWindowFocus: false } } });

/** The providers around the pages. */
export function App() {
  return (
    <QueryClientProvider client={cache}>
      <BrowserRouter>
        <SignInGate>
          <Pages />
        </SignInGate>
      </BrowserRouter>
    </QueryClientProvider>
  );
}
