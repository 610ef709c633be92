import { TriangleAlert } from 'lucide-react';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Link } from 'react-router';
import { useFormat } from '../../lib/use-format';
import { alertWords } from '../alerts/alert-words';
import { useAlerts } from '../alerts/use-alerts';

const MOST = 3;

/** The alerts that are raised now, above all else; nothing when there are none. */
export function RaisedAlerts() {
  const { t } = useTranslation();
  const { number } = useFormat();
  const { data } = useAlerts('raised');
  const alerts = data?.pages.flatMap(({ items }) => items) ?? [];
  if (alerts.length === 0) return null;
  return (
    <section role="alert" className="rounded-xl border border-bad/50 bg-bad/8 px-4 py-3 text-[13px]" data-testid="raised-alerts">
      <h2 className="flex items-center gap-2 font-semibold text-bad-ink">
        <TriangleAlert size={16} aria-hidden /> {t('overview.alerts', { count: alerts.length })}
      </h2>
      <ul className="mt-1 list-disc pl-6">
        {alerts.slice(0, MOST).map((alert) => (
          <li key={alert.id} className="break-words">
            <strong>{alert.serverName}</strong>: {alertWords(t, number, alert)}
          </li>
        ))}
      </ul>
      <Link to="/alerts" className="mt-1 inline-block font-medium underline underline-offset-2">
        {t('nav.alerts')}
      </Link>
    </section>
  );
}
