import { Languages, Menu as MenuIcon, Monitor, Moon, Search, Sun } from 'lucide-react';
import { useTranslation } from '../lib/i18n/use-translation';
import { Link } from 'react-router';
import { IconButton } from '../components/button';
import { Menu } from '../components/menu';
import { Pill } from '../components/pill';
import { UserMenu } from '../features/access/user-menu';
import { changeLanguage, type Language, languages } from '../lib/i18n';
import { setTheme, type Theme, useTheme } from './theme';

const themeIcons = { system: Monitor, light: Sun, dark: Moon };

interface Props {
  isLive: boolean;
  isMenuOpen: boolean;
  onMenu: () => void;
  onPalette: () => void;
}

/** What stands above every page: where one is, whether it is live, in which language and light. */
export function TopBar({ isLive, isMenuOpen, onMenu, onPalette }: Props) {
  const { t } = useTranslation();
  const theme = useTheme();
  const ThemeIcon = themeIcons[theme];
  return (
    <header className="sticky top-0 z-20 flex h-14 items-center gap-2 border-b border-line bg-panel px-3 sm:gap-3 sm:px-4">
      <IconButton label={t('nav.label')} className="lg:hidden" aria-expanded={isMenuOpen} data-testid="menu" onClick={onMenu}>
        <MenuIcon size={18} aria-hidden />
      </IconButton>
      <Link to="/" className="flex min-w-0 items-center gap-2.5 font-semibold">
        <img src="/favicon.svg" alt="" className="size-7 shrink-0" />
        <span className="truncate max-sm:sr-only">{t('product')}</span>
      </Link>
      <button
        type="button"
        data-testid="open-palette"
        className="ml-auto flex h-8 items-center gap-2 rounded-md border border-edge/50 bg-raised px-2.5 text-[13px] text-quiet hover:text-ink md:w-64"
        onClick={onPalette}
      >
        <Search size={14} aria-hidden />
        <span className="max-md:sr-only">{t('palette.open')}</span>
        <kbd className="ml-auto rounded border border-line bg-panel px-1.5 font-sans text-[11px] max-md:hidden">Ctrl K</kbd>
      </button>
      <span data-testid="live" data-live={isLive} role="status">
        <Pill tone={isLive ? 'good' : 'warn'} pulse={!isLive}>
          <span className="max-sm:sr-only">{t(isLive ? 'live.on' : 'live.off')}</span>
        </Pill>
      </span>
      <Menu
        label={t('language')}
        testId="language"
        trigger={<Languages size={17} aria-hidden />}
        items={(Object.keys(languages) as Language[]).map((language) => ({ label: languages[language], testId: `language-${language}`, onSelect: () => void changeLanguage(language) }))}
      />
      <Menu
        label={t('theme.label')}
        testId="theme"
        trigger={<ThemeIcon size={17} aria-hidden />}
        items={(['system', 'light', 'dark'] satisfies Theme[]).map((choice) => {
          const Icon = themeIcons[choice];
          return { label: t(`theme.${choice}`), testId: `theme-${choice}`, icon: <Icon size={15} aria-hidden />, onSelect: () => setTheme(choice) };
        })}
      />
      <UserMenu />
    </header>
  );
}
