import { useTranslation } from '../lib/i18n/use-translation';
import { Dialog } from '../components/dialog';
import { usePlaces } from './use-places';

/** The keys and what they do. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const places = usePlaces().flatMap(({ places: group }) => group);
  const rows: [string[], string][] = [
    [['Ctrl', 'K'], t('palette.title')],
    [['/'], t('shortcuts.search')],
    [['N'], t('servers.add')],
    [['?'], t('shortcuts.title')],
    ...places.map(({ key, name }): [string[], string] => [['G', key.toUpperCase()], t(`nav.${name}`)]),
  ];
  return (
    <Dialog title={t('shortcuts.title')} onClose={onClose} testId="shortcuts">
      <dl className="grid gap-x-8 gap-y-2 text-[13px] sm:grid-cols-2">
        {rows.map(([keys, words]) => (
          <div key={keys.join(' ')} className="flex items-center justify-between gap-4">
            <dt>{words}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <kbd key={key} className="rounded border border-line bg-raised px-1.5 font-sans text-xs">
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
