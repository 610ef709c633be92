import { useTranslation } from '../../lib/i18n/use-translation';
import { Link } from 'react-router';
import { Notice } from '../../components/notice';
import { Paged } from '../../components/paged';
import { Pill, type Tone } from '../../components/pill';
import { Uptime } from '../../components/uptime';
import type { Alert } from '../../lib/api';
import { useTellReason } from '../../lib/use-tell-reason';
import { useFormat } from '../../lib/use-format';
import { alertWords } from './alert-words';
import { ruleName } from './rule-name';
import { useAlerts } from './use-alerts';

export const severityTones: Record<Alert['severity'], Tone> = { info: 'accent', warning: 'warn', critical: 'bad' };

/** Alerts of one state. */
export function AlertList({ state }: { state: 'raised' | 'resolved' }) {
  const { t } = useTranslation();
  const query = useAlerts(state);
  return (
    <Paged query={query} itemsOf={({ items }) => items} empty={<Notice title={t(state === 'raised' ? 'alerts.noneRaised' : 'alerts.noneResolved')}>{t('alerts.noneHint')}</Notice>}>
      {(alerts) => (
        <ul className="flex flex-col gap-2">
          {alerts.map((alert) => (
            <AlertCard key={alert.id} alert={alert} />
          ))}
        </ul>
      )}
    </Paged>
  );
}

function AlertCard({ alert }: { alert: Alert }) {
  const { t } = useTranslation();
  const { instant, number } = useFormat();
  const tell = useTellReason();
  const failed = alert.deliveries.filter(({ error }) => error !== null);
  return (
    <li className="flex flex-col gap-1 rounded-xl border border-line bg-panel px-4 py-3 text-[13px]" data-testid="alert">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Pill tone={severityTones[alert.severity]}>{t(`alerts.severity.${alert.severity}`)}</Pill>
        <span className="font-medium">{ruleName(t, alert.ruleName)}</span>
        <Link to={`/servers/${alert.serverId}`} className="text-accent-ink hover:underline">
          {alert.serverName}
        </Link>
        <span className="ml-auto text-xs text-quiet">
          {alert.resolvedAt === null ? (
            <>
              {t('alerts.since')} <Uptime since={alert.raisedAt} />
            </>
          ) : (
            t('alerts.span', { from: instant(alert.raisedAt), to: instant(alert.resolvedAt) })
          )}
        </span>
      </div>
      <p className="break-words">{alertWords(t, number, alert)}</p>
      {alert.resolution !== null && <p className="text-quiet">{tell(alert.resolution)}</p>}
      {failed.map(({ channel, error, at }) => (
        <p key={`${channel} ${at}`} className="text-xs text-bad-ink">
          {t('alerts.notTold', { channel: t(`alerts.channel.${channel}`), error })}
        </p>
      ))}
    </li>
  );
}
