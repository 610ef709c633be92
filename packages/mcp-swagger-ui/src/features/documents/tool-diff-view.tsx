import { Minus, Pencil, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import type { ToolDiff } from '../../lib/api';

/** Which tools come, go and change, and what it is about those that change. */
export function ToolDiffView({ diff: { from, to, added, removed, changed, unchanged } }: { diff: ToolDiff }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-2 text-[13px]" data-testid="tool-diff">
      <p className="text-quiet">
        {t('versions.difference', { from, to })} {t('versions.unchanged', { count: unchanged })}
      </p>
      {added.length + removed.length + changed.length === 0 && <p>{t('versions.same')}</p>}
      <ul className="flex flex-col gap-1">
        {added.map((name) => (
          <Line key={name} name={name} icon={<Plus size={14} aria-label={t('versions.added')} />} tone="text-good-ink" />
        ))}
        {removed.map((name) => (
          <Line key={name} name={name} icon={<Minus size={14} aria-label={t('versions.removed')} />} tone="text-bad-ink" />
        ))}
        {changed.map((change) => (
          <Line key={change.name} name={change.name} icon={<Pencil size={13} aria-label={t('versions.changed')} />} tone="text-warn-ink">
            <Details change={change} />
          </Line>
        ))}
      </ul>
    </div>
  );
}

function Line({ name, icon, tone, children }: { name: string; icon: ReactNode; tone: string; children?: ReactNode }) {
  return (
    <li className="flex flex-wrap items-baseline gap-x-2">
      <span className={`self-center ${tone}`}>{icon}</span>
      <code className={`font-mono text-xs font-semibold break-all ${tone}`}>{name}</code>
      {children}
    </li>
  );
}

function Details({ change: { text, operation, annotations, arguments: args } }: { change: ToolDiff['changed'][number] }) {
  const { t } = useTranslation();
  const parts = [
    ...(operation ? [t('versions.operation')] : []),
    ...(text ? [t('versions.texts')] : []),
    ...(annotations ? [t('versions.annotations')] : []),
    ...(['added', 'removed', 'changed', 'nowRequired', 'noLongerRequired'] as const).flatMap((kind) => (args[kind].length === 0 ? [] : [t(`versions.arguments.${kind}`, { names: args[kind].join(', ') })])),
  ];
  return <span className="text-quiet">{parts.join('; ')}</span>;
}
