import { useSyncExternalStore } from 'react';

/** The widths that pages know, in px; a page is as wide as the last that it reaches. */
const widths = { md: 768, lg: 1024, xl: 1280, wide: 1400, '2xl': 1536 };
export type Width = keyof typeof widths;

const queries = Object.entries(widths).map(([name, px]) => [name as Width, matchMedia(`(min-width: ${px}px)`)] as const);

/** The widths that the page reaches now, joined by spaces; it follows the window. */
export function useWidths(): string {
  return useSyncExternalStore(subscribe, reached);
}

function reached(): string {
  return queries.flatMap(([name, { matches }]) => (matches ? [name] : [])).join(' ');
}

function subscribe(listener: () => void): () => void {
  for (const [, query] of queries) query.addEventListener('change', listener);
  return () => queries.forEach(([, query]) => query.removeEventListener('change', listener));
}
