import { useSyncExternalStore } from 'react';

const query = matchMedia('(max-width: 767px)');

/** Whether the page is as narrow as a phone; it follows the window. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}

function subscribe(listener: () => void): () => void {
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
