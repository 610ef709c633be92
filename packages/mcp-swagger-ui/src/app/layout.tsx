import { WifiOff } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from '../lib/i18n/use-translation';
import { Outlet, useLocation, useNavigate } from 'react-router';
import { Skeleton } from '../components/notice';
import { Toasts } from '../components/toast';
import { useFormat } from '../lib/use-format';
import { ErrorBoundary } from './error-boundary';
import { useLiveStatus } from './live-status';
import { useLiveUpdates } from './live-updates';
import { places } from './navigation';
import type { Wish } from './shortcuts';
import { SideMenu } from './side-menu';
import { TopBar } from './top-bar';
import { useShortcuts } from './use-shortcuts';

const AppPalette = lazy(async () => ({ default: (await import('./app-palette')).AppPalette }));
const ShortcutsDialog = lazy(async () => ({ default: (await import('./shortcuts-dialog')).ShortcutsDialog }));

/** The frame of every page. */
export function Layout() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const { isLive, lostSince } = useLiveStatus();
  const [over, setOver] = useState<'menu' | 'palette' | 'help' | null>(null);
  useLiveUpdates();
  useWishes(setOver);
  const close = () => setOver(null);
  return (
    <div className="min-h-dvh">
      <a href="#main" className="sr-only z-50 rounded bg-panel px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2">
        {t('nav.skip')}
      </a>
      <TopBar isLive={isLive} isMenuOpen={over === 'menu'} onMenu={() => setOver(over === 'menu' ? null : 'menu')} onPalette={() => setOver('palette')} />
      <aside className="fixed top-14 bottom-0 left-0 z-10 hidden w-52 overflow-y-auto border-r border-line bg-panel lg:block">
        <SideMenu />
      </aside>
      {over === 'menu' && <FoldedMenu onClose={close} />}
      <div className="lg:pl-52">
        {lostSince !== null && <LostBanner since={lostSince} />}
        <main id="main" tabIndex={-1} data-place={pathname} className={`mx-auto max-w-[1400px] px-4 py-5 outline-none md:px-6 ${lostSince === null ? '' : 'opacity-60 grayscale'}`}>
          <ErrorBoundary place={pathname}>
            <Suspense fallback={<Skeleton rows={4} label={t('loading')} />}>
              <Outlet />
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
      <Suspense>
        {over === 'palette' && <AppPalette onClose={close} onHelp={() => setOver('help')} />}
        {over === 'help' && <ShortcutsDialog onClose={close} />}
      </Suspense>
      <Toasts />
    </div>
  );
}

function useWishes(setOver: (over: 'palette' | 'help') => void): void {
  const navigate = useNavigate();
  useShortcuts((wish: Wish) => {
    switch (wish.type) {
      case 'palette':
      case 'help':
        return setOver(wish.type);
      case 'search':
        return document.querySelector<HTMLElement>('[data-search]')?.focus();
      case 'new':
        return void navigate('/servers?new');
      case 'go': {
        const place = places.find(({ key }) => key === wish.key);
        if (place !== undefined) void navigate(place.to);
      }
    }
  });
}

function LostBanner({ since }: { since: string }) {
  const { t } = useTranslation();
  const { time } = useFormat();
  return (
    <div role="alert" data-testid="lost" className="sticky top-14 z-10 flex items-center gap-2 border-b border-warn/50 bg-panel px-4 py-2 text-[13px] text-warn-ink md:px-6">
      <WifiOff size={15} aria-hidden className="shrink-0" /> {t('live.lost', { time: time(since) })}
    </div>
  );
}

/** The side menu over the page, on narrow screens; Escape and a click beside it close it. */
function FoldedMenu({ onClose }: { onClose: () => void }) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && onClose();
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [onClose]);
  return (
    <div className="fixed inset-x-0 top-14 bottom-0 z-30 bg-black/40 lg:hidden" onClick={onClose}>
      <aside className="h-full w-60 overflow-y-auto border-r border-line bg-panel shadow-xl" onClick={(event) => event.stopPropagation()}>
        <SideMenu onNavigate={onClose} />
      </aside>
    </div>
  );
}
