import { Download, Upload } from 'lucide-react';
import { type ChangeEvent, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button, buttonLook } from '../../components/button';
import { Card } from '../../components/card';
import { useRefusal } from '../access/use-refusal';
import { RestoreDialog } from './restore-dialog';

/** The configuration as a file, and back. */
export function BackupCard() {
  const { t } = useTranslation();
  const refused = useRefusal('admin');
  const [file, setFile] = useState<File | null>(null);
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    setFile(event.target.files?.[0] ?? null);
    // The same file may be chosen again.
    event.target.value = '';
  };
  return (
    <Card title={t('backup.title')}>
      <p className="mb-3 text-[13px] text-quiet">{t('backup.lead')}</p>
      {refused === undefined ? (
        <div className="flex flex-wrap gap-2">
          <a href="/api/backup" download className={buttonLook()} data-testid="backup">
            <Download size={14} aria-hidden /> {t('backup.take')}
          </a>
          <label className={`${buttonLook()} cursor-pointer has-focus-visible:outline-2 has-focus-visible:outline-accent-ink`}>
            <input type="file" accept=".gz,application/gzip" className="sr-only" data-testid="restore-file" onChange={choose} />
            <Upload size={14} aria-hidden /> {t('backup.restore')}
          </label>
        </div>
      ) : (
        <div className="flex flex-wrap gap-2">
          <Button refused={refused}>{t('backup.take')}</Button>
          <Button refused={refused}>{t('backup.restore')}</Button>
        </div>
      )}
      {file !== null && <RestoreDialog file={file} onClose={() => setFile(null)} />}
    </Card>
  );
}
