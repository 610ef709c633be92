import { CircleCheck, TriangleAlert } from 'lucide-react';
import { type FormEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button';
import { Field, inputLook, Segments } from '../../components/field';
import type { Preview } from '../../lib/api';
import { usePreview } from './use-servers';

/** What was typed of a document; each kind keeps its own, so that switching loses nothing. */
export interface DocumentInput {
  kind: 'url' | 'paste' | 'file';
  url: string;
  text: string;
  fileName: string;
}

/** The document as the API takes it. */
export function toSource({ kind, url, text }: DocumentInput): { openapiUrl: string } | { openapiData: string } {
  return kind === 'url' ? { openapiUrl: url.trim() } : { openapiData: text };
}

interface Props {
  input: DocumentInput;
  onChange: (input: DocumentInput) => void;
  preview: Preview | undefined;
  onPreview: (preview: Preview) => void;
}

/** A document by address, as text or from a file, and what it gives. */
export function DocumentStep({ input, onChange, preview, onPreview }: Props) {
  const { t } = useTranslation();
  const textId = useId();
  const { mutate, isPending, error, reset } = usePreview();
  const change = (part: Partial<DocumentInput>) => {
    reset();
    onChange({ ...input, ...part });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate(toSource(input), { onSuccess: onPreview });
  };
  const isEmpty = input.kind === 'url' ? input.url.trim() === '' : input.text === '';
  return (
    <form className="flex flex-col gap-3" onSubmit={submit}>
      <Segments
        label={t('add.source')}
        value={input.kind}
        options={{ url: t('add.url'), paste: t('add.paste'), file: t('add.file') }}
        onChange={(kind) => change({ kind })}
      />
      {input.kind === 'url' && (
        <Field
          label={t('add.urlLabel')}
          type="url"
          required
          autoFocus
          placeholder="https://…/openapi.json"
          data-testid="document-url"
          value={input.url}
          onChange={(event) => change({ url: event.target.value })}
        />
      )}
      {input.kind === 'paste' && (
        <div>
          <label htmlFor={textId} className="mb-1 block text-[13px] font-medium">
            {t('add.textLabel')}
          </label>
          <textarea
            id={textId}
            required
            spellCheck={false}
            className={`${inputLook} h-44 py-2 font-mono text-xs`}
            data-testid="document-text"
            value={input.text}
            onChange={(event) => change({ text: event.target.value })}
          />
        </div>
      )}
      {input.kind === 'file' && (
        <Field
          label={t('add.fileLabel')}
          type="file"
          accept=".json,.yaml,.yml"
          required={input.text === ''}
          hint={input.fileName || undefined}
          className="[&_input]:py-1.5"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file !== undefined) void file.text().then((text) => change({ text, fileName: file.name }));
          }}
        />
      )}
      {error !== null && <DocumentProblem error={error} />}
      {preview === undefined ? (
        <Button type="submit" look="primary" className="self-end" disabled={isPending || isEmpty} data-testid="read-document">
          {isPending ? t('add.reading') : t('add.next')}
        </Button>
      ) : (
        <Found preview={preview} />
      )}
    </form>
  );
}

function DocumentProblem({ error }: { error: Error }) {
  return (
    <p role="alert" className="rounded-md border border-[var(--bad)]/40 bg-[var(--bad)]/10 px-3 py-2 text-[13px] break-words" data-testid="document-problem">
      {error.message}
    </p>
  );
}

function Found({ preview }: { preview: Preview }) {
  const { t } = useTranslation();
  const { title, version, tools, warnings, skipped } = preview;
  return (
    <div className="rounded-md border border-[var(--good)]/40 bg-[var(--good)]/10 px-3 py-2 text-[13px]" data-testid="document-found">
      <p className="flex items-center gap-2 font-medium">
        <CircleCheck size={16} aria-hidden className="text-[var(--good)]" /> {t('add.found', { title, version, count: tools.length })}
      </p>
      <ul className="mt-1 flex max-h-24 flex-wrap gap-1 overflow-y-auto">
        {tools.map(({ name, description }) => (
          <li key={name} title={description} className="rounded bg-[var(--panel)] px-1.5 py-0.5 font-mono text-xs">
            {name}
          </li>
        ))}
      </ul>
      <Remarks title={t('add.warnings', { count: warnings.length })} remarks={warnings} />
      <Remarks title={t('add.skipped', { count: skipped.length })} remarks={skipped} />
    </div>
  );
}

function Remarks({ title, remarks }: { title: string; remarks: { pointer: string; message: string }[] }) {
  if (remarks.length === 0) return null;
  return (
    <details className="mt-1">
      <summary className="flex items-center gap-1.5 text-[var(--warn)]">
        <TriangleAlert size={14} aria-hidden /> {title}
      </summary>
      <ul className="mt-1 max-h-32 list-disc overflow-y-auto pl-5 text-xs">
        {remarks.map(({ pointer, message }) => (
          <li key={`${pointer} ${message}`} className="break-words">
            {message} <code className="text-[var(--quiet)]">{pointer}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
