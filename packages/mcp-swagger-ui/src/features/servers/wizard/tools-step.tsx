import { TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from '../../../lib/i18n/use-translation';
import { Button } from '../../../components/button';
import { Tick } from '../../../components/field';
import { MethodTag } from '../../../components/method-tag';
import { Segments } from '../../../components/segments';
import type { Preview } from '../../../lib/api';
import { tokensOf } from '../../../lib/tokens';
import { useFormat } from '../../../lib/use-format';
import { useToolSearch } from '../use-tool-search';
import { isChosen, methodsOf, type PreviewTool, toggled } from './tool-choice';
import type { Draft, ToolMode } from './draft';

interface Props {
  draft: Draft;
  preview: Preview;
  onChange: (part: Partial<Draft>) => void;
  onBack: () => void;
  onNext: () => void;
}

/** What the document gives: which of its tools are wanted, and what they cost a model. */
export function ToolsStep({ draft: { choice, toolMode }, preview, onChange, onBack, onNext }: Props) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const { field, shown, remark } = useToolSearch(preview.tools, 'grow sm:max-w-72');
  const costs = useMemo(() => new Map(preview.tools.map((tool) => [tool, tokensOf(tool)])), [preview]);
  const chosen = preview.tools.filter((tool) => isChosen(tool, choice));
  const cost = chosen.reduce((sum, tool) => sum + (costs.get(tool) ?? 0), 0);
  const hints: Record<ToolMode, string> = { all: 'add.toolsHintAll', search: 'add.toolsHintSearch', auto: 'add.toolsHintAuto' };
  return (
    <div className="flex flex-col gap-3">
      <p className="text-[13px]" data-testid="document-found">
        <strong>{preview.title}</strong> {preview.version} · {t('add.found', { count: preview.tools.length })} · <span data-testid="tools-chosen">{t('add.chosen', { count: chosen.length, tokens: number(cost) })}</span>
      </p>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {field}
        {methodsOf(preview.tools).map((method) => (
          <Tick key={method} label={<MethodTag method={method} />} checked={!choice.methods.has(method)} onChange={() => onChange({ choice: { ...choice, methods: toggled(choice.methods, method) } })} />
        ))}
      </div>
      <ul className="max-h-[36vh] divide-y divide-line overflow-y-auto rounded-md border border-line" aria-label={t('add.step.tools')} tabIndex={0}>
        {shown.map((tool) => (
          <ToolLine key={tool.name} tool={tool} cost={costs.get(tool) ?? 0} draftChoice={choice} onToggle={(operationId) => onChange({ choice: { ...choice, operations: toggled(choice.operations, operationId) } })} />
        ))}
        {remark !== undefined && <li className="px-3 py-3 text-center text-quiet">{remark}</li>}
      </ul>
      <Remarks title={t('add.warnings', { count: preview.warnings.length })} remarks={preview.warnings} />
      <Remarks title={t('add.skipped', { count: preview.skipped.length })} remarks={preview.skipped} />
      <div className="flex flex-col gap-1.5" data-testid="tool-mode">
        <span className="text-[13px] font-medium">{t('add.tools')}</span>
        <Segments label={t('add.tools')} value={toolMode} options={{ auto: t('add.toolsAuto'), all: t('add.toolsAll'), search: t('add.toolsSearch') }} onChange={(mode) => onChange({ toolMode: mode })} />
        <span className="text-[13px] text-quiet">{t(hints[toolMode], { tokens: number(cost) })}</span>
      </div>
      <div className="flex justify-between gap-2">
        <Button onClick={onBack}>{t('action.back')}</Button>
        <Button look="primary" disabled={chosen.length === 0} data-testid="tools-next" onClick={onNext}>
          {t('action.next')}
        </Button>
      </div>
    </div>
  );
}

function ToolLine({ tool, cost, draftChoice, onToggle }: { tool: PreviewTool; cost: number; draftChoice: Draft['choice']; onToggle: (operationId: string) => void }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const { method, operationId } = tool._meta;
  const isDisabled = operationId === undefined || draftChoice.methods.has(method.toUpperCase());
  return (
    <li>
      <label className="flex items-center gap-2.5 px-3 py-1.5 text-[13px] has-disabled:opacity-60" title={tool.description}>
        <input type="checkbox" className="size-4 shrink-0 accent-accent" disabled={isDisabled} checked={isChosen(tool, draftChoice)} onChange={() => operationId !== undefined && onToggle(operationId)} />
        <MethodTag method={method} />
        <span className="shrink-0 font-mono text-xs">{tool.name}</span>
        <span className="min-w-0 flex-1 truncate text-xs text-quiet">{tool.description}</span>
        <span className="shrink-0 text-xs text-quiet" title={t('add.tokens')}>
          {number(cost)}
        </span>
      </label>
    </li>
  );
}

function Remarks({ title, remarks }: { title: string; remarks: { pointer: string; message: string }[] }) {
  if (remarks.length === 0) return null;
  return (
    <details className="text-[13px]">
      <summary className="text-warn-ink">
        <TriangleAlert size={14} aria-hidden className="mr-1 inline" />
        {title}
      </summary>
      <ul className="mt-1 max-h-32 list-disc overflow-y-auto pl-5 text-xs">
        {remarks.map(({ pointer, message }) => (
          <li key={`${pointer} ${message}`} className="break-words">
            {message} <code className="text-quiet">{pointer}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
