import { Upload } from 'lucide-react';
import { type ChangeEvent, useId, useState } from 'react';
import { useTranslation } from '../lib/i18n/use-translation';
import { buttonLook } from './button';
import { Problem } from './notice';

interface Props {
  label: string;
  /** What a file may end in, with commas between. */
  accept: string;
  /** The file that was chosen; empty for none. */
  name: string;
  onText: (text: string, name: string) => void;
  testId: string;
}

/** A file whose text is wanted: which one it is, or that it could not be read. The browser's own words beside such a field are in its language and not in the page's. */
export function TextFileField({ label, accept, name, onText, testId }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [unread, setUnread] = useState<string | null>(null);
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    // The same file may be chosen again.
    event.target.value = '';
    if (file === undefined) return;
    setUnread(null);
    file.text().then(
      (text) => onText(text, file.name),
      () => setUnread(file.name),
    );
  };
  return (
    <div className="flex min-w-0 flex-col gap-1 text-[13px]">
      <span id={id} className="font-medium">
        {label}
      </span>
      <div className="flex min-w-0 items-center gap-2.5">
        <label className={`${buttonLook()} cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-ink`}>
          <input type="file" accept={accept} aria-labelledby={id} aria-describedby={`${id}-name`} className="sr-only" data-testid={testId} onChange={choose} />
          <Upload size={14} aria-hidden /> {t('file.choose')}
        </label>
        <span id={`${id}-name`} className="min-w-0 truncate text-quiet">
          {name === '' ? t('file.none') : name}
        </span>
      </div>
      {unread !== null && <Problem testId={`${testId}-problem`}>{t('file.unread', { name: unread })}</Problem>}
    </div>
  );
}
