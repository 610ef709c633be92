import { BellOff, BellRing, Pencil, Plus, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button, IconButton } from '../../components/button';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { Loaded } from '../../components/loaded';
import { Notice } from '../../components/notice';
import { Pill } from '../../components/pill';
import { Switch } from '../../components/switch';
import { type Column, Table } from '../../components/table';
import type { AlertRule } from '../../lib/api';
import { useFormat } from '../../lib/use-format';
import { useRefusal } from '../access/use-refusal';
import { severityTones } from './alert-list';
import { RuleDialog } from './rule-dialog';
import { limitOf } from './rule-limit';
import { ruleName } from './rule-name';
import { useChangeRule, useRules } from './use-alerts';

const HOUR_MS = 3_600_000;

/** When an alert is raised, and who is told. */
export function Rules({ serverNames }: { serverNames: Map<string, string> }) {
  const { t } = useTranslation();
  const query = useRules();
  const [isAdding, setIsAdding] = useState(false);
  const refused = useRefusal('operator');
  const add = (
    <Button look="primary" refused={refused} data-testid="add-rule" onClick={() => setIsAdding(true)}>
      <Plus size={15} aria-hidden /> {t('alerts.addRule')}
    </Button>
  );
  return (
    <>
      <Loaded query={query} isEmpty={(rules) => rules.length === 0} empty={<Notice title={t('alerts.noRules')} action={add}>{t('alerts.noRulesHint')}</Notice>}>
        {(rules) => (
          <>
            <div>{add}</div>
            <RuleTable rules={rules} serverNames={serverNames} />
          </>
        )}
      </Loaded>
      {isAdding && <RuleDialog serverNames={serverNames} onClose={() => setIsAdding(false)} />}
    </>
  );
}

function RuleTable({ rules, serverNames }: { rules: AlertRule[]; serverNames: Map<string, string> }) {
  const { t } = useTranslation();
  const { number, time } = useFormat();
  const { mutate } = useChangeRule();
  const refused = useRefusal('operator');
  const columns = useMemo<Column<AlertRule>[]>(
    () => [
      { id: 'enabled', header: t('alerts.on'), accessorFn: ({ enabled }) => enabled, meta: { className: 'w-0' }, cell: ({ row }) => <Switch label={t('alerts.onOf', { name: ruleName(t, row.original.name) })} isOn={row.original.enabled} refused={refused} onChange={(enabled) => mutate({ id: row.original.id, change: { enabled } })} /> },
      { id: 'name', header: t('servers.name'), accessorFn: ({ name }) => ruleName(t, name), meta: { className: 'font-medium' } },
      { id: 'severity', header: t('alerts.severityHead'), accessorFn: ({ severity }) => severity, meta: { from: 'md' }, cell: ({ row }) => <Pill tone={severityTones[row.original.severity]}>{t(`alerts.severity.${row.original.severity}`)}</Pill> },
      { id: 'condition', header: t('alerts.condition'), enableSorting: false, meta: { from: 'md' }, cell: ({ row }) => `${t(`alerts.metric.${row.original.metric}`)}${limitOf(row.original, number)}` },
      { id: 'server', header: t('connection.server'), accessorFn: ({ serverId }) => (serverId === null ? t('alerts.everyServer') : (serverNames.get(serverId) ?? serverId)), meta: { from: 'lg' } },
      { id: 'told', header: t('alerts.told'), enableSorting: false, meta: { from: 'lg' }, cell: ({ row }) => toldOf(row.original, t('alerts.channel.webhook'), t('alerts.nobody')) },
      { id: 'actions', header: () => <span className="sr-only">{t('servers.actions')}</span>, enableSorting: false, meta: { className: 'w-0' }, cell: ({ row }) => <RuleActions rule={row.original} serverNames={serverNames} silencedUntil={(instant) => t('alerts.silencedUntil', { time: time(instant) })} /> },
    ],
    [t, number, time, mutate, serverNames, refused],
  );
  return <Table label={t('alerts.rules')} rows={rules} columns={columns} rowId={({ id }) => id} sortBy={[{ id: 'name', desc: false }]} rowTestId="rule" />;
}

function toldOf({ webhook, emails }: AlertRule, webhookWord: string, nobody: string): string {
  const all = [...(webhook === null ? [] : [webhookWord]), ...emails];
  return all.length === 0 ? nobody : all.join(', ');
}

function RuleActions({ rule, serverNames, silencedUntil }: { rule: AlertRule; serverNames: Map<string, string>; silencedUntil: (instant: string) => string }) {
  const { t } = useTranslation();
  const { mutate } = useChangeRule();
  const [isAsking, setIsAsking] = useState(false);
  const refused = useRefusal('operator');
  const [isEditing, setIsEditing] = useState(false);
  const isSilent = rule.silencedUntil !== null && Date.parse(rule.silencedUntil) > Date.now();
  return (
    <span className="flex items-center gap-0.5">
      <IconButton
        label={isSilent ? silencedUntil(rule.silencedUntil ?? '') : t('alerts.silence')}
        className={isSilent ? 'text-warn-ink!' : ''}
        refused={refused}
        onClick={() => mutate({ id: rule.id, change: { silencedUntil: isSilent ? null : new Date(Date.now() + HOUR_MS).toISOString() } })}
      >
        {isSilent ? <BellOff size={15} aria-hidden /> : <BellRing size={15} aria-hidden />}
      </IconButton>
      <IconButton label={t('alerts.edit', { name: ruleName(t, rule.name) })} refused={refused} data-testid="edit-rule" onClick={() => setIsEditing(true)}>
        <Pencil size={14} aria-hidden />
      </IconButton>
      <IconButton label={t('action.delete')} className="hover:text-bad-ink!" refused={refused} data-testid="delete-rule" onClick={() => setIsAsking(true)}>
        <Trash2 size={15} aria-hidden />
      </IconButton>
      {isEditing && <RuleDialog rule={rule} serverNames={serverNames} onClose={() => setIsEditing(false)} />}
      {isAsking && (
        <ConfirmDialog title={t('servers.deleteTitle', { name: ruleName(t, rule.name) })} confirm={t('action.delete')} onClose={() => setIsAsking(false)} onConfirm={() => mutate({ id: rule.id, change: 'delete' })}>
          {t('alerts.deleteText')}
        </ConfirmDialog>
      )}
    </span>
  );
}
