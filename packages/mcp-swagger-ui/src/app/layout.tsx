import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { Pill } from '../components/pill';
import { type Language, languages } from '../lib/i18n';
import { useLiveUpdates } from './live-updates';
import { type Theme, useTheme } from './theme';

const selectLook = 'h-8 rounded-md border border-[var(--line)] bg-[var(--panel)] px-2 text-[13px]';

/** The frame of every page: where one is, whether it is live, in which language and light. */
export function Layout() {
  const { t } = useTranslation();
  const isLive = useLiveUpdates();
  return (
    <div className="min-h-dvh">
      <header className="sticky top-0 z-10 border-b border-[var(--line)] bg-[var(--panel)]/95 backdrop-blur">
        <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-5 gap-y-2 px-4 py-2.5">
          <NavLink to="/" className="flex items-center gap-2 font-semibold">
            <img src="/favicon.svg" alt="" className="size-6" /> {t('product')}
          </NavLink>
          <nav className="flex gap-1">
            <Tab to="/">{t('nav.servers')}</Tab>
            <Tab to="/connections">{t('nav.connections')}</Tab>
          </nav>
          <div className="ml-auto flex items-center gap-2">
            <span data-testid="live" data-live={isLive}>
              <Pill tone={isLive ? 'good' : 'warn'} pulse={!isLive}>
                {t(isLive ? 'live.on' : 'live.off')}
              </Pill>
            </span>
            <LanguageChoice />
            <ThemeChoice />
          </div>
        </div>
      </header>
      <main className="mx-auto max-w-6xl px-4 py-5">
        <Outlet />
      </main>
    </div>
  );
}

function Tab({ to, children }: { to: string; children: string }) {
  return (
    <NavLink
      to={to}
      end
      className={({ isActive }) => `rounded-md px-2.5 py-1 text-[13px] font-medium ${isActive ? 'bg-[var(--page)] text-[var(--ink)]' : 'text-[var(--quiet)] hover:text-[var(--ink)]'}`}
    >
      {children}
    </NavLink>
  );
}

function LanguageChoice() {
  const { t, i18n } = useTranslation();
  const current = (Object.keys(languages) as Language[]).find((language) => i18n.language.startsWith(language)) ?? 'en';
  return (
    <select aria-label={t('language')} className={selectLook} value={current} data-testid="language" onChange={(event) => void i18n.changeLanguage(event.target.value)}>
      {Object.entries(languages).map(([language, name]) => (
        <option key={language} value={language}>
          {name}
        </option>
      ))}
    </select>
  );
}

function ThemeChoice() {
  const { t } = useTranslation();
  const [theme, setTheme] = useTheme();
  return (
    <select aria-label={t('theme.label')} className={selectLook} value={theme} data-testid="theme" onChange={(event) => setTheme(event.target.value as Theme)}>
      <option value="system">{t('theme.system')}</option>
      <option value="light">{t('theme.light')}</option>
      <option value="dark">{t('theme.dark')}</option>
    </select>
  );
}
