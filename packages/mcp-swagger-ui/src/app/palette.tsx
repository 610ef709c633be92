import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from '../lib/i18n/use-translation';
import { inputLook } from '../components/field';
import { type Command, commandsFor } from '../lib/command';

/** Finds pages, servers and actions by a few letters. */
export function Palette({ commands, onClose }: { commands: Command[]; onClose: () => void }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const listId = useId();
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const found = useMemo(() => commandsFor(commands, words), [commands, words]);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    // Newer browsers return a promise here, which an effect must not.
    document.getElementById(`${listId}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [at, listId]);
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    dialog.current?.close();
    command.run();
  };
  return (
    <dialog
      ref={dialog}
      aria-label={t('palette.title')}
      data-testid="palette"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
      className="mx-auto mt-[12vh] w-[min(36rem,calc(100vw-2rem))] overflow-hidden rounded-xl border border-line bg-panel p-0 text-ink shadow-2xl"
    >
      <div className="border-b border-line p-2">
        <input
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={found.length > 0 ? `${listId}-${at}` : undefined}
          aria-label={t('palette.title')}
          placeholder={t('palette.placeholder')}
          className={`${inputLook} h-10! border-transparent! text-[15px]!`}
          value={words}
          onChange={(event) => {
            setWords(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') setAt((at + 1) % Math.max(1, found.length));
            else if (event.key === 'ArrowUp') setAt((at - 1 + found.length) % Math.max(1, found.length));
            else if (event.key === 'Enter') run(found[at]);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <ul id={listId} role="listbox" aria-label={t('palette.title')} className="max-h-[50vh] overflow-y-auto p-2">
        {found.map((command, index) => (
          <li
            key={command.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === at}
            className="flex cursor-pointer items-center gap-2.5 rounded-md px-3 py-2 text-[13px] aria-selected:bg-accent/12"
            onMouseMove={() => setAt(index)}
            onClick={() => run(command)}
          >
            <command.icon size={16} aria-hidden className="shrink-0 text-quiet" />
            <span className="min-w-0 truncate">{command.title}</span>
            <span className="ml-auto shrink-0 text-xs text-quiet">{command.keys ?? command.group}</span>
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <p role="status" className="px-5 pb-5 text-quiet">
          {t('palette.none')}
        </p>
      )}
    </dialog>
  );
}
