import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../components/dialog';
import type { Preview } from '../../lib/api';
import { DocumentStep, type DocumentInput } from './document-step';
import { ServerStep } from './server-step';

/** Adds a server in two steps: a document that was read and understood, then its name and credentials. Nothing typed is lost in between. */
export function AddServerDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [input, setInput] = useState<DocumentInput>({ kind: 'url', url: '', text: '', fileName: '' });
  const [preview, setPreview] = useState<Preview>();
  return (
    <Dialog title={t('add.title')} onClose={onClose} testId="add-server-dialog">
      <DocumentStep
        input={input}
        onChange={(changed) => {
          setInput(changed);
          setPreview(undefined);
        }}
        preview={preview}
        onPreview={setPreview}
      />
      {preview !== undefined && <ServerStep key={`${preview.title} ${preview.version}`} input={input} preview={preview} onDone={onClose} />}
    </Dialog>
  );
}
