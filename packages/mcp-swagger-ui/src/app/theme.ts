import { useEffect, useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const listeners = new Set<() => void>();

function stored(): Theme {
  const theme = localStorage.getItem('theme');
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

/** Keeps the choice in the browser; `public/theme.js` puts it on the next page before its first paint. */
export function setTheme(theme: Theme): void {
  localStorage.setItem('theme', theme);
  for (const listener of listeners) listener();
}

/** The chosen theme, put on the page; `system` follows the operating system. */
export function useTheme(): Theme {
  const theme = useSyncExternalStore(subscribe, stored);
  useEffect(() => {
    const preference = matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      document.documentElement.dataset['theme'] = theme === 'system' ? (preference.matches ? 'dark' : 'light') : theme;
    };
    apply();
    preference.addEventListener('change', apply);
    return () => preference.removeEventListener('change', apply);
  }, [theme]);
  return theme;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
