import { useTranslation } from '../lib/i18n/use-translation';
import { NavLink } from 'react-router';
import { usePlaces } from './use-places';

/** The pages, in groups. */
export function SideMenu({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('nav.label')} className="flex flex-col gap-5 p-3">
      {usePlaces().map(({ name, places }) => (
        <section key={name} aria-labelledby={`nav-${name}`}>
          <h2 id={`nav-${name}`} className="px-3 pb-1 text-[11px] font-semibold tracking-wider text-quiet uppercase">
            {t(`navGroup.${name}`)}
          </h2>
          <ul className="flex flex-col gap-0.5">
            {places.map(({ to, name: place, icon: Icon }) => (
              <li key={to}>
                <NavLink
                  to={to}
                  end={to === '/'}
                  {...(onNavigate === undefined ? {} : { onClick: onNavigate })}
                  className={({ isActive }) =>
                    `flex items-center gap-2.5 rounded-md px-3 py-1.5 text-[13px] font-medium ${isActive ? 'bg-accent/12 text-accent-ink' : 'text-quiet hover:bg-line/50 hover:text-ink'}`
                  }
                >
                  <Icon size={16} aria-hidden /> {t(`nav.${place}`)}
                </NavLink>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
