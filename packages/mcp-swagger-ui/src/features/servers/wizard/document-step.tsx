import { useMutation } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from '../../../lib/i18n/use-translation';
import { Button } from '../../../components/button';
import { Field, TextField } from '../../../components/field';
import { Progress } from '../../../components/progress';
import { Segments } from '../../../components/segments';
import { TextFileField } from '../../../components/text-file-field';
import { api, type Preview, ProblemError, read } from '../../../lib/api';
import { type DocumentInput, excerpt, isGiven, textOf, toSource } from './document-input';

interface Props {
  /** What the reader may add instead. */
  choice: ReactNode;
  input: DocumentInput;
  onChange: (input: DocumentInput) => void;
  onPreview: (preview: Preview) => void;
}

/** A document by address, as text or from a file; what is wrong with it is shown where it stands. */
export function DocumentStep({ choice, input, onChange, onPreview }: Props) {
  const { t } = useTranslation();
  const { mutate, isPending, error, reset } = useMutation({ mutationFn: () => read(api.POST('/api/documents/preview', { body: toSource(input) })), onSuccess: onPreview });
  const change = (part: Partial<DocumentInput>) => {
    reset();
    onChange({ ...input, ...part });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <form className="flex flex-col gap-3" onSubmit={submit}>
      {choice}
      <Segments label={t('add.source')} value={input.kind} options={{ url: t('add.url'), paste: t('add.paste'), file: t('add.file') }} onChange={(kind) => change({ kind })} />
      {input.kind === 'url' && (
        <Field label={t('add.urlLabel')} type="url" required autoFocus placeholder="https://…/openapi.json" data-testid="document-url" value={input.url} onChange={(event) => change({ url: event.target.value })} />
      )}
      {input.kind === 'paste' && <TextField label={t('add.textLabel')} required rows={12} data-testid="document-text" value={input.text} onChange={(event) => change({ text: event.target.value })} />}
      {input.kind === 'file' && (
        <TextFileField label={t('add.fileLabel')} accept=".json,.yaml,.yml" name={input.fileName} testId="document-file" onText={(fileText, fileName) => change({ fileText, fileName })} />
      )}
      {isPending && <Progress words={t('add.reading')} />}
      {error !== null && <DocumentProblem error={error} text={textOf(input)} />}
      <Button type="submit" look="primary" className="self-end" disabled={isPending || !isGiven(input)} data-testid="read-document">
        {t('add.next')}
      </Button>
    </form>
  );
}

/** What is wrong, with the lines around it when the text is here. */
function DocumentProblem({ error, text }: { error: Error; text: string }) {
  const { t } = useTranslation();
  const line = error instanceof ProblemError ? error.line : undefined;
  return (
    <div role="alert" className="rounded-md border border-bad/40 bg-bad/10 px-3 py-2 text-[13px]" data-testid="document-problem">
      <p className="break-words">
        {line !== undefined && !error.message.includes(`line ${line}`) && <strong>{t('add.line', { line })} </strong>}
        {error.message}
      </p>
      {line !== undefined && text !== '' && (
        <pre className="mt-2 overflow-x-auto rounded bg-panel p-2 font-mono text-xs leading-5">
          {excerpt(text, line).map(({ number, text: content }) => (
            <div key={number} className={number === line ? 'bg-bad/15 font-semibold' : ''}>
              <span className="mr-3 inline-block w-10 text-right text-quiet select-none">{number}</span>
              {content}
            </div>
          ))}
        </pre>
      )}
    </div>
  );
}
