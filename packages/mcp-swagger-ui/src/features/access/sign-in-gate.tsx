import type { ReactNode } from 'react';
import { useSession } from '../../lib/session';
import { SignInPage } from './sign-in-page';

/** The pages, or the one to sign in at. An API that does not answer is for the pages to tell. */
export function SignInGate({ children }: { children: ReactNode }) {
  const { data, isPending } = useSession();
  if (isPending) return null;
  return data === null ? <SignInPage /> : children;
}
