import { useState } from 'react';
import { useTranslation } from '../../../lib/i18n/use-translation';
import { Dialog } from '../../../components/dialog';
import { Segments } from '../../../components/segments';
import { toServerName } from '../../../lib/format';
import { useMe } from '../../access/use-session';
import { AccessStep } from './access-step';
import { noAuth } from './auth-input';
import { CommandStep } from './command-step';
import { noDocument } from './document-input';
import { DocumentStep } from './document-step';
import type { Draft } from './draft';
import { FinishStep } from './finish-step';
import { allTools } from './tool-choice';
import { ToolsStep } from './tools-step';

const steps = ['document', 'tools', 'access', 'finish'] as const;

/** From an OpenAPI document to the first call of a client, in four steps. */
export function Wizard({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [step, setStep] = useState(0);
  const [draft, setDraft] = useState<Draft>({ input: noDocument, preview: undefined, choice: allTools, toolMode: 'auto', name: '', baseUrl: '', auth: noAuth, autoStart: true, created: undefined });
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const back = () => setStep(step - 1);
  const { data: me } = useMe();
  const [what, setWhat] = useState<'document' | 'command'>('document');
  const choice = <Segments label={t('add.what')} value={what} options={{ document: t('add.ofDocument'), command: t('add.ofCommand') }} onChange={setWhat} />;
  return (
    <Dialog title={t('add.title')} onClose={onClose} width="wide" testId="wizard">
      <Steps at={step} />
      {step === 0 && what === 'command' && (
        <CommandStep
          choice={choice}
          onCreated={(created) => {
            change({ created });
            setStep(3);
          }}
        />
      )}
      {step === 0 && what === 'document' && (
        <DocumentStep
          choice={me?.mayAddCommands === true ? choice : undefined}
          input={draft.input}
          onChange={(input) => change({ input, preview: undefined })}
          onPreview={(preview) => {
            change({ preview, choice: allTools, name: draft.name === '' ? toServerName(preview.title) : draft.name });
            setStep(1);
          }}
        />
      )}
      {step === 1 && draft.preview !== undefined && <ToolsStep draft={draft} preview={draft.preview} onChange={change} onBack={back} onNext={() => setStep(2)} />}
      {step === 2 && (
        <AccessStep
          draft={draft}
          onChange={change}
          onBack={back}
          onCreated={(created) => {
            change({ created });
            setStep(3);
          }}
        />
      )}
      {step === 3 && draft.created !== undefined && <FinishStep created={draft.created} onClose={onClose} />}
    </Dialog>
  );
}

function Steps({ at }: { at: number }) {
  const { t } = useTranslation();
  return (
    <ol className="mb-4 flex gap-2" aria-label={t('add.steps')}>
      {steps.map((step, index) => (
        <li key={step} aria-current={index === at ? 'step' : undefined} className={`flex-1 border-t-2 pt-1.5 text-xs ${index <= at ? 'border-accent-ink font-medium text-accent-ink' : 'border-line text-quiet'}`}>
          <span className="max-sm:sr-only">
            {index + 1}. {t(`add.step.${step}`)}
          </span>
        </li>
      ))}
    </ol>
  );
}
