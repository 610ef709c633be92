import { Upload } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { TextField } from '../../components/field';
import { Problem } from '../../components/notice';
import { Progress } from '../../components/progress';
import { TextFileField } from '../../components/text-file-field';
import { toast } from '../../lib/toasts';
import { useRefusal } from '../access/use-refusal';
import { useChangeDocument } from './use-document';

/** Another text of a document, pasted or out of a file; it becomes a version, and nothing changes for clients yet. */
export function HandIn({ id }: { id: string }) {
  const { t } = useTranslation();
  const refused = useRefusal('operator');
  const [text, setText] = useState<string | null>(null);
  const [fileName, setFileName] = useState('');
  const { mutate, isPending, error, reset } = useChangeDocument(id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate(
      { openapiData: text ?? '' },
      {
        onSuccess: ({ isNew, newest }) => {
          toast('good', isNew ? t('versions.found', { number: newest }) : t('versions.nothingNew'));
          setText(null);
        },
      },
    );
  };
  return (
    <>
      <Button
        refused={refused}
        data-testid="hand-in"
        onClick={() => {
          reset();
          setText('');
          setFileName('');
        }}
      >
        <Upload size={14} aria-hidden /> {t('versions.handIn')}
      </Button>
      {text !== null && (
        <Dialog title={t('versions.handIn')} onClose={() => setText(null)} testId="hand-in-dialog">
          <form className="flex flex-col gap-3" onSubmit={submit}>
            <TextFileField
              label={t('add.fileLabel')}
              accept=".json,.yaml,.yml"
              name={fileName}
              testId="hand-in-file"
              onText={(read, name) => {
                setText(read);
                setFileName(name);
              }}
            />
            <TextField label={t('add.textLabel')} required rows={12} data-testid="hand-in-text" value={text} onChange={(event) => setText(event.target.value)} />
            {isPending && <Progress words={t('add.reading')} />}
            {error !== null && <Problem testId="hand-in-problem">{error.message}</Problem>}
            <Button type="submit" look="primary" className="self-end" disabled={isPending || text === ''} data-testid="hand-in-submit">
              {t('versions.handInSubmit')}
            </Button>
          </form>
        </Dialog>
      )}
    </>
  );
}
