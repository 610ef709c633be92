import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialog';
import { Field, SelectField, TextField } from '../../components/field';
import { Problem } from '../../components/notice';
import type { AlertRule } from '../../lib/api';
import { BYTES_A_MB, STATES } from './rule-limit';
import { ruleName } from './rule-name';
import { useSaveRule } from './use-alerts';

type Metric = AlertRule['metric'];
const metrics: Metric[] = ['failed', 'unhealthy', 'restarts', 'errorRate', 'p95Ms', 'memoryBytes', 'cpuPercent', 'connections', 'ipcGaps', 'parseErrors'];
const severities = ['info', 'warning', 'critical'] as const;

interface Props {
  /** The rule that is edited; a new one without it. */
  rule?: AlertRule;
  serverNames: Map<string, string>;
  onClose: () => void;
}

/** A rule, new or another than it was. Memory is typed in MB. The secret of a webhook is kept when none is typed. */
export function RuleDialog({ rule, serverNames, onClose }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState(rule?.name ?? '');
  const [metric, setMetric] = useState<Metric>(rule?.metric ?? 'errorRate');
  const [operator, setOperator] = useState<AlertRule['operator']>(rule?.operator ?? 'atLeast');
  const [threshold, setThreshold] = useState(rule === undefined ? '' : String(rule.metric === 'memoryBytes' ? rule.threshold / BYTES_A_MB : rule.threshold));
  const [severity, setSeverity] = useState<AlertRule['severity']>(rule?.severity ?? 'warning');
  const [serverId, setServerId] = useState(rule?.serverId ?? '');
  const [forSeconds, setForSeconds] = useState(String(rule?.forSeconds ?? 60));
  const [url, setUrl] = useState(rule?.webhook?.url ?? '');
  const [secret, setSecret] = useState('');
  const [emails, setEmails] = useState(rule?.emails.join('\n') ?? '');
  const { mutate, isPending, error } = useSaveRule(rule?.id);
  const isState = STATES.has(metric);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const value = Number(threshold) * (metric === 'memoryBytes' ? BYTES_A_MB : 1);
    const body = {
      name,
      metric,
      severity,
      serverId: serverId === '' ? null : serverId,
      forSeconds: Number(forSeconds),
      emails: emails.split(/[\s,]+/).filter(Boolean),
      webhook: url === '' ? null : { url, ...(secret === '' ? {} : { secret }) },
      ...(isState ? {} : { operator, threshold: value }),
    };
    mutate(body, { onSuccess: onClose });
  };
  return (
    <Dialog title={rule === undefined ? t('alerts.addRule') : ruleName(t, rule.name)} onClose={onClose} testId="rule-dialog">
      <form className="grid gap-3 sm:grid-cols-2" onSubmit={submit}>
        <Field label={t('servers.name')} required autoFocus maxLength={100} data-testid="rule-name" value={name} onChange={(event) => setName(event.target.value)} />
        <SelectField label={t('connection.server')} value={serverId} onChange={(event) => setServerId(event.target.value)}>
          <option value="">{t('alerts.everyServer')}</option>
          {[...serverNames].map(([id, server]) => (
            <option key={id} value={id}>
              {server}
            </option>
          ))}
        </SelectField>
        <SelectField label={t('alerts.condition')} hint={t(`alerts.metricHint.${metric}`)} value={metric} onChange={(event) => setMetric(event.target.value as Metric)}>
          {metrics.map((one) => (
            <option key={one} value={one}>
              {t(`alerts.metric.${one}`)}
            </option>
          ))}
        </SelectField>
        {!isState && (
          <div className="grid grid-cols-2 gap-2">
            <SelectField label={t('alerts.operator')} value={operator} onChange={(event) => setOperator(event.target.value as AlertRule['operator'])}>
              <option value="atLeast">≥</option>
              <option value="atMost">≤</option>
            </SelectField>
            <Field label={t('alerts.threshold')} type="number" min={0} step="any" required data-testid="rule-threshold" value={threshold} onChange={(event) => setThreshold(event.target.value)} />
          </div>
        )}
        <Field label={t('alerts.for')} type="number" min={0} max={86_400} required value={forSeconds} onChange={(event) => setForSeconds(event.target.value)} />
        <SelectField label={t('alerts.severityHead')} value={severity} onChange={(event) => setSeverity(event.target.value as AlertRule['severity'])}>
          {severities.map((one) => (
            <option key={one} value={one}>
              {t(`alerts.severity.${one}`)}
            </option>
          ))}
        </SelectField>
        <Field label={t('alerts.webhookUrl')} type="url" placeholder="https://…" value={url} onChange={(event) => setUrl(event.target.value)} />
        <Field label={t('alerts.webhookSecret')} type="password" autoComplete="off" minLength={16} maxLength={200} disabled={url === ''} value={secret} onChange={(event) => setSecret(event.target.value)} />
        <TextField className="sm:col-span-2" label={t('alerts.emails')} hint={t('alerts.emailsHint')} rows={2} value={emails} onChange={(event) => setEmails(event.target.value)} />
        {error !== null && (
          <div className="sm:col-span-2">
            <Problem>{error.message}</Problem>
          </div>
        )}
        <Button type="submit" look="primary" className="sm:col-span-2 sm:justify-self-end" disabled={isPending} data-testid="save-rule">
          {t(rule === undefined ? 'alerts.addRule' : 'action.save')}
        </Button>
      </form>
    </Dialog>
  );
}
