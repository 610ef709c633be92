import { useEffect, useState } from 'react';

export type Theme = 'system' | 'light' | 'dark';

/** The chosen theme, kept in the browser and put on the page; `system` follows the operating system. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(stored);
  useEffect(() => {
    const preference = matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      document.documentElement.dataset['theme'] = theme === 'system' ? (preference.matches ? 'dark' : 'light') : theme;
    };
    apply();
    localStorage.setItem('theme', theme);
    preference.addEventListener('change', apply);
    return () => preference.removeEventListener('change', apply);
  }, [theme]);
  return [theme, setTheme];
}

function stored(): Theme {
  const theme = localStorage.getItem('theme');
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}
