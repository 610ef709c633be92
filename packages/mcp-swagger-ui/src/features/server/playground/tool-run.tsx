import { useMutation } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from '../../../lib/i18n/use-translation';
import { Button } from '../../../components/button';
import { Card } from '../../../components/card';
import { Field, SelectField, TextField } from '../../../components/field';
import { MethodTag } from '../../../components/method-tag';
import { Problem } from '../../../components/notice';
import { Pill } from '../../../components/pill';
import type { Tool } from '../../../lib/api';
import { callTool } from '../../../lib/mcp-call';
import { useFormat } from '../../../lib/use-format';
import { useRefusal } from '../../access/use-refusal';
import { Blocks } from './blocks';
import { fieldsOf, type FormField, toArguments, toTyped } from './form-fields';
import { RequestPreview, useDryRun } from './request-preview';
import { type SavedRun, saveRun } from './saved-runs';

interface Props {
  tool: Tool;
  serverId: string;
  initial: Record<string, unknown>;
  onRun: (runs: SavedRun[]) => void;
}

/** The form of one tool, and what it answered. */
export function ToolRun({ tool, serverId, initial, onRun }: Props) {
  const { t } = useTranslation();
  const { ms } = useFormat();
  const fields = useMemo(() => fieldsOf(tool.inputSchema), [tool]);
  const [typed, setTyped] = useState(() => toTyped(fields, initial));
  const [wrong, setWrong] = useState<{ field: string; error: string } | null>(null);
  const under = useRef<AbortController | null>(null);
  useEffect(() => () => under.current?.abort(), []);
  const { mutate, isPending, data, error } = useMutation({
    mutationFn: async (args: Record<string, unknown>) => {
      under.current = new AbortController();
      const from = performance.now();
      const answer = await callTool(serverId, tool.name, args, under.current.signal);
      return { answer, tookMs: performance.now() - from };
    },
    onSuccess: ({ answer }, args) => onRun(saveRun(serverId, { tool: tool.name, args, at: new Date().toISOString(), isError: answer.isError === true })),
  });
  const dryRun = useDryRun(serverId, tool.name);
  const refused = useRefusal('operator');
  const withArguments = (use: (args: Record<string, unknown>) => void) => {
    const outcome = toArguments(fields, typed);
    setWrong('field' in outcome ? outcome : null);
    if ('args' in outcome) use(outcome.args);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    withArguments(mutate);
  };
  return (
    <>
      <Card>
        <form className="flex flex-col gap-3" onSubmit={submit}>
          {tool._meta !== undefined && (
            <p className="flex flex-wrap items-center gap-2 text-[13px]">
              <MethodTag method={tool._meta.method} /> <code className="font-mono text-xs break-all">{tool._meta.path}</code>
            </p>
          )}
          <p className="text-[13px] wrap-anywhere whitespace-pre-wrap text-quiet">{tool.description}</p>
          <div className="grid gap-3 md:grid-cols-2">
            {fields.map((field) => (
              <Argument key={field.name} field={field} value={typed[field.name] ?? ''} error={wrong?.field === field.name ? wrong.error : null} onChange={(value) => setTyped({ ...typed, [field.name]: value })} />
            ))}
          </div>
          {fields.length === 0 && <p className="text-[13px] text-quiet">{t('playground.noArguments')}</p>}
          <div className="flex justify-end gap-2">
            {isPending && <Button onClick={() => under.current?.abort()}>{t('action.cancel')}</Button>}
            {tool._meta !== undefined && (
              <Button refused={refused} disabled={dryRun.isPending} data-testid="show-request" onClick={() => withArguments(dryRun.mutate)}>
                {t('playground.showRequest')}
              </Button>
            )}
            <Button type="submit" look="primary" disabled={isPending} data-testid="playground-call">
              <Play size={14} aria-hidden /> {t(isPending ? 'playground.calling' : 'playground.call')}
            </Button>
          </div>
        </form>
      </Card>
      <RequestPreview request={dryRun.data} error={dryRun.error} />
      {error !== null && <Problem testId="playground-problem">{error.message}</Problem>}
      {data !== undefined && (
        <Card
          title={t('playground.answer')}
          actions={
            <>
              <Pill tone={data.answer.isError === true ? 'bad' : 'good'}>{t(data.answer.isError === true ? 'playground.error' : 'playground.fine')}</Pill>
              <span className="text-xs text-quiet">{ms(data.tookMs)}</span>
            </>
          }
        >
          <Blocks answer={data.answer} />
        </Card>
      )}
    </>
  );
}

function Argument({ field, value, error, onChange }: { field: FormField; value: string; error: string | null; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const { name, kind, isRequired, description, choices, placeholder } = field;
  const hint = error === null ? description || undefined : <span className="text-bad-ink">{t('playground.notJson', { error })}</span>;
  const shared = { label: isRequired ? `${name} *` : name, hint, required: isRequired, 'data-testid': `argument-${name}` };
  if (kind === 'choice' || kind === 'boolean') {
    return (
      <SelectField {...shared} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t('playground.leftOut')}</option>
        {(kind === 'boolean' ? ['true', 'false'] : choices).map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </SelectField>
    );
  }
  if (kind === 'json') return <TextField {...shared} className="md:col-span-2" placeholder={placeholder || '{ }'} value={value} onChange={(event) => onChange(event.target.value)} />;
  return <Field {...shared} type={kind === 'number' ? 'number' : 'text'} step="any" placeholder={placeholder} value={value} onChange={(event) => onChange(event.target.value)} />;
}
