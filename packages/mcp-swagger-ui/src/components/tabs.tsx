import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { NavLink, useLocation } from 'react-router';

/** Pages beside each other, each with an address of its own; the one that is open is in sight. */
export function LinkTabs({ label, tabs }: { label: string; tabs: { to: string; label: ReactNode; end?: boolean }[] }) {
  const bar = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useLayoutEffect(() => {
    const open = bar.current?.querySelector<HTMLElement>('[aria-current=page]');
    // Only the bar moves: scrollIntoView would move the page with it.
    if (open && bar.current !== null) bar.current.scrollLeft = open.offsetLeft - bar.current.offsetLeft - (bar.current.clientWidth - open.offsetWidth) / 2;
  }, [pathname]);
  return (
    <nav ref={bar} aria-label={label} className="-mx-4 flex gap-0.5 overflow-x-auto border-b border-line px-4 md:mx-0 md:px-0">
      {tabs.map(({ to, label: name, end = false }) => (
        <NavLink
          key={to}
          to={to}
          end={end}
          className={({ isActive }) =>
            `-mb-px rounded-t border-b-2 px-2.5 py-2 text-[13px] font-medium whitespace-nowrap lg:px-3 focus-visible:-outline-offset-2 ${isActive ? 'border-accent-ink text-accent-ink' : 'border-transparent text-quiet hover:text-ink'}`
          }
        >
          {name}
        </NavLink>
      ))}
    </nav>
  );
}
