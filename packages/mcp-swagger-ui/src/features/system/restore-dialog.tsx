import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { Tick } from '../../components/field';
import { Problem } from '../../components/notice';
import { Progress } from '../../components/progress';
import { useFormat } from '../../lib/use-format';
import { type RestoreReport, sendBackup } from './send-backup';

/** A backup is tried first, and what it would do is shown; then it is put back. */
export function RestoreDialog({ file, onClose }: { file: File; onClose: () => void }) {
  const { t } = useTranslation();
  const { bytes } = useFormat();
  const cache = useQueryClient();
  const [replace, setReplace] = useState(false);
  const [sent, setSent] = useState(0);
  const { mutate, isPending, error, data, variables, reset } = useMutation({
    mutationFn: ({ dryRun }: { dryRun: boolean }) => sendBackup(file, { replace, dryRun }, setSent),
    onSuccess: ({ dryRun }) => dryRun || cache.invalidateQueries(),
  });
  const isDone = data?.dryRun === false;
  // What was tried was another restore.
  const choose = (isReplaced: boolean) => {
    setReplace(isReplaced);
    reset();
  };
  return (
    <Dialog title={t('backup.restore')} onClose={onClose} testId="restore-dialog">
      <div className="flex flex-col gap-3 text-[13px]">
        <p>
          <strong className="break-all">{file.name}</strong> <span className="text-quiet">{bytes(file.size)}</span>
        </p>
        <Tick label={t('backup.replace')} hint={t('backup.replaceHint')} checked={replace} disabled={isPending || isDone} onChange={(event) => choose(event.target.checked)} />
        {isPending && (
          // Once all is sent nobody can say how far it is.
          <Progress words={t(sent < 1 ? 'backup.sending' : variables.dryRun ? 'backup.trying' : 'backup.restoring')} share={sent < 1 ? sent : undefined} />
        )}
        {error !== null && <Problem testId="restore-problem">{error.message}</Problem>}
        {data !== undefined && !isPending && <Report report={data} />}
        <div className="flex justify-end gap-2">
          {isDone ? (
            <Button look="primary" data-testid="restore-done" onClick={onClose}>
              {t('action.done')}
            </Button>
          ) : (
            <>
              <Button disabled={isPending} data-testid="restore-try" onClick={() => mutate({ dryRun: true })}>
                {t('backup.try')}
              </Button>
              <Button look={replace ? 'danger' : 'primary'} disabled={isPending || data === undefined} data-testid="restore" onClick={() => mutate({ dryRun: false })}>
                {t('backup.restoreNow')}
              </Button>
            </>
          )}
        </div>
      </div>
    </Dialog>
  );
}

function Report({ report: { dryRun, createdAt, rows, missingSecrets } }: { report: RestoreReport }) {
  const { t } = useTranslation();
  const { instant, number } = useFormat();
  const filled = Object.entries(rows).filter(([, count]) => count > 0);
  return (
    <div className="flex flex-col gap-2" data-testid="restore-report">
      <p>{t(dryRun ? 'backup.would' : 'backup.did', { time: instant(createdAt) })}</p>
      <ul className="grid gap-x-6 sm:grid-cols-2">
        {filled.map(([table, count]) => (
          <li key={table} className="flex justify-between gap-3 border-b border-line py-0.5">
            <code className="font-mono text-xs">{table}</code> {number(count)}
          </li>
        ))}
      </ul>
      {missingSecrets.length > 0 && (
        <div className="rounded-md border border-warn/50 bg-warn/10 px-3 py-2">
          <p>{t('backup.missingSecrets')}</p>
          <ul className="list-disc pl-5">
            {missingSecrets.map(({ table, id, name }) => (
              <li key={`${table} ${id} ${name}`}>
                {name} <span className="text-quiet">{table}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
