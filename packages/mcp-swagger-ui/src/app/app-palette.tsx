import { Boxes, Keyboard, Languages, Monitor, Moon, Play, Plus, RotateCw, Square, Sun } from 'lucide-react';
import { useTranslation } from '../lib/i18n/use-translation';
import { useNavigate } from 'react-router';
import { useRefusal } from '../features/access/use-refusal';
import { canDo } from '../features/servers/can-do';
import { useActOnServers, useServers } from '../features/servers/use-servers';
import type { Command } from '../lib/command';
import { changeLanguage, type Language, languages } from '../lib/i18n';
import { usePlaces } from './use-places';
import { Palette } from './palette';
import { setTheme, type Theme } from './theme';

const themes = { system: Monitor, light: Sun, dark: Moon } satisfies Record<Theme, unknown>;
const actions = { start: Play, stop: Square, restart: RotateCw };

/** The palette with all that this product can do. */
export function AppPalette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: servers } = useServers();
  const { mutate: act } = useActOnServers();
  const places = usePlaces().flatMap(({ places: group }) => group);
  const mayOperate = useRefusal('operator') === undefined;
  const go = (to: string) => () => void navigate(to);
  const commands: Command[] = [
    ...places.map(({ to, name, icon, key }) => ({ id: to, title: t(`nav.${name}`), group: t('palette.page'), icon, keys: `G ${key.toUpperCase()}`, run: go(to) })),
    ...(mayOperate ? [{ id: 'new', title: t('servers.add'), group: t('palette.action'), icon: Plus, keys: 'N', run: go('/servers?new') }] : []),
    ...(servers ?? []).map(({ id, name }) => ({ id, title: name, group: t('palette.server'), icon: Boxes, run: go(`/servers/${id}`) })),
    ...(servers ?? []).flatMap((server) =>
      (['start', 'stop', 'restart'] as const)
        .filter((action) => mayOperate && canDo(server.process.state)[action])
        .map((action) => ({ id: `${action} ${server.id}`, title: `${t(`action.${action}`)} ${server.name}`, group: t('palette.action'), icon: actions[action], run: () => act({ ids: [server.id], action }) })),
    ),
    ...(Object.keys(themes) as Theme[]).map((theme) => ({ id: theme, title: `${t('theme.label')}: ${t(`theme.${theme}`)}`, group: t('palette.action'), icon: themes[theme], run: () => setTheme(theme) })),
    ...(Object.keys(languages) as Language[]).map((language) => ({ id: language, title: languages[language], group: t('language'), icon: Languages, run: () => void changeLanguage(language) })),
    { id: 'help', title: t('shortcuts.title'), group: t('palette.action'), icon: Keyboard, keys: '?', run: onHelp },
  ];
  return <Palette commands={commands} onClose={onClose} />;
}
