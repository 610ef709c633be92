import type { Middleware } from 'openapi-fetch';

let csrfToken: string | null = null;
const listeners = new Set<() => void>();

/** The token that goes with every changing request of a page that is signed in by cookie; null for none. */
export function keepCsrfToken(token: string | null): void {
  csrfToken = token;
}

export function currentCsrfToken(): string | null {
  return csrfToken;
}

/** Calls back when the API asks who one is. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Sends the token along, and hears when the session has ended. */
export const sessionMiddleware: Middleware = {
  onRequest({ request }) {
    if (csrfToken !== null && request.method !== 'GET') request.headers.set('X-CSRF-Token', csrfToken);
    return request;
  },
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && !schemaPath.startsWith('/api/auth/')) for (const listener of listeners) listener();
  },
};
