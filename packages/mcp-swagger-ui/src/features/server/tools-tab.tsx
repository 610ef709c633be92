import { ChevronRight, Pencil, TriangleAlert } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { IconButton } from '../../components/button';
import { JsonTree } from '../../components/json-tree';
import { Loaded } from '../../components/loaded';
import { MethodTag } from '../../components/method-tag';
import { Notice } from '../../components/notice';
import { Pill } from '../../components/pill';
import { Switch } from '../../components/switch';
import type { Tool, ToolChange } from '../../lib/api';
import { tokensOf } from '../../lib/tokens';
import { useFormat } from '../../lib/use-format';
import { useRefusal } from '../access/use-refusal';
import { EditToolDialog } from './edit-tool-dialog';
import { useToolSearch } from '../servers/use-tool-search';
import { useOpenServer } from './server-page';
import { useChangeTool } from './use-change-tool';
import { useTools } from './use-tools';

/** What clients may call: each tool with its schema and what it costs a model. */
export function ToolsTab() {
  const { t } = useTranslation();
  const server = useOpenServer();
  const query = useTools(server);
  if (server.kind === 'command' && server.process.state !== 'running' && query.data === undefined) return <Notice title={t('playground.notRunning')}>{t('tools.notRunningHint')}</Notice>;
  return (
    <Loaded query={query} isEmpty={({ tools, changes }) => tools.length === 0 && changes.length === 0} empty={<Notice title={t('server.noTools')}>{t('server.noToolsHint')}</Notice>}>
      {({ tools, warnings, skipped, changes }) => <Tools tools={tools} changes={changes} remarks={[...warnings, ...skipped]} serverId={server.id} />}
    </Loaded>
  );
}

interface ToolsProps {
  tools: Tool[];
  changes: ToolChange[];
  remarks: { pointer: string; message: string }[];
  serverId: string;
}

function Tools({ tools, changes, remarks, serverId }: ToolsProps) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const costs = useMemo(() => new Map(tools.map((tool) => [tool, tokensOf(tool)])), [tools]);
  const sum = [...costs.values()].reduce((total, cost) => total + cost, 0);
  const { field, shown, remark } = useToolSearch(tools, 'grow sm:max-w-80');
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        {field}
        <p className="text-[13px] text-quiet">{t('server.toolSum', { count: tools.length, tokens: number(sum) })}</p>
      </div>
      {remarks.length > 0 && (
        <details className="rounded-xl border border-warn/40 bg-warn/8 px-4 py-2 text-[13px]">
          <summary className="text-warn-ink">
            <TriangleAlert size={14} aria-hidden className="mr-1 inline" /> {t('server.remarks', { count: remarks.length })}
          </summary>
          <ul className="mt-1 max-h-60 list-disc overflow-y-auto pl-5 text-xs">
            {remarks.map(({ pointer, message }) => (
              <li key={`${pointer} ${message}`} className="break-words">
                {message} <code className="text-quiet">{pointer}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
      {shown.length === 0 && remark !== undefined && <Notice title={remark} />}
      <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-panel empty:hidden">
        {shown.map((tool) => (
          <ToolLine key={tool.name} tool={tool} cost={costs.get(tool) ?? 0} serverId={serverId} change={changes.find(({ method, path }) => method.toLowerCase() === tool._meta?.method.toLowerCase() && path === tool._meta.path)} />
        ))}
      </ul>
      <DisabledTools changes={changes.filter(({ enabled }) => !enabled)} serverId={serverId} />
      {shown.length > 0 && remark !== undefined && <p className="text-[13px] text-quiet">{remark}</p>}
    </div>
  );
}

/** Those that clients do not see; they are enabled again here. */
function DisabledTools({ changes, serverId }: { changes: ToolChange[]; serverId: string }) {
  const { t } = useTranslation();
  const { mutate, isPending } = useChangeTool(serverId);
  const refused = useRefusal('operator');
  if (changes.length === 0) return null;
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-[14px] font-semibold">{t('tools.disabled')}</h2>
      <ul className="divide-y divide-line rounded-xl border border-line bg-panel">
        {changes.map(({ method, path, name }) => (
          <li key={`${method} ${path}`} className="flex items-center gap-2.5 px-4 py-2 text-[13px]" data-testid="disabled-tool">
            <MethodTag method={method} />
            <span className="font-mono text-xs">{name}</span>
            <span className="min-w-0 flex-1 truncate font-mono text-xs text-quiet">{path}</span>
            <Switch label={t('tools.enable', { name })} isOn={false} refused={refused} disabled={isPending} onChange={() => mutate({ name, patch: { enabled: null } })} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ToolLineProps {
  tool: Tool;
  cost: number;
  serverId: string;
  change: ToolChange | undefined;
}

function ToolLine({ tool, cost, serverId, change }: ToolLineProps) {
  const { t } = useTranslation();
  const [isEditing, setIsEditing] = useState(false);
  const { mutate, isPending } = useChangeTool(serverId);
  const refused = useRefusal('operator');
  const { number } = useFormat();
  const hints = (['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const).filter((hint) => tool.annotations[hint] === true);
  return (
    <li data-testid="tool" className="relative">
      {tool._meta !== undefined && (
        <div className="absolute top-1 right-3 flex items-center gap-1">
          <IconButton label={t('tools.edit', { name: tool.name })} className="size-7!" refused={refused} data-testid="edit" onClick={() => setIsEditing(true)}>
            <Pencil size={13} aria-hidden />
          </IconButton>
          <Switch label={t('tools.disable', { name: tool.name })} isOn refused={refused} disabled={isPending} onChange={() => mutate({ name: tool.name, patch: { enabled: false } })} />
        </div>
      )}
      {isEditing && <EditToolDialog serverId={serverId} tool={tool} change={change} onClose={() => setIsEditing(false)} />}
      <details className="group">
        <summary className={`flex items-center gap-2.5 py-2 ${tool._meta === undefined ? 'pr-4' : 'pr-24'} pl-4 text-[13px] focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden`}>
          <ChevronRight size={14} aria-hidden className="shrink-0 text-quiet transition-transform group-open:rotate-90" />
          {tool._meta !== undefined && <MethodTag method={tool._meta.method} />}
          <span className="max-w-[50%] shrink-0 truncate font-mono text-xs font-semibold">{tool.name}</span>
          <span className="min-w-0 flex-1 truncate text-xs text-quiet">{tool.description}</span>
          {change !== undefined && (
            <Pill tone="accent" dot={false}>
              {t('tools.changed')}
            </Pill>
          )}
          <span className="shrink-0 text-xs text-quiet" title={t('add.tokens')}>
            {number(cost)}
          </span>
        </summary>
        <div className="grid gap-4 border-t border-line bg-raised px-4 py-3 lg:grid-cols-2">
          <div className="flex min-w-0 flex-col gap-2 text-[13px]">
            {tool._meta !== undefined && <code className="font-mono text-xs break-all">{tool._meta.path}</code>}
            <p className="wrap-anywhere whitespace-pre-wrap">{tool.description}</p>
            <p className="flex flex-wrap gap-1.5">
              {hints.map((hint) => (
                <Pill key={hint} tone={hint === 'destructiveHint' ? 'bad' : 'quiet'} dot={false}>
                  {t(`server.hint.${hint}`)}
                </Pill>
              ))}
            </p>
          </div>
          <div className="min-w-0 overflow-x-auto">
            <h3 className="mb-1 text-xs font-semibold text-quiet">{t('server.inputSchema')}</h3>
            <JsonTree value={tool.inputSchema} />
          </div>
        </div>
      </details>
    </li>
  );
}
