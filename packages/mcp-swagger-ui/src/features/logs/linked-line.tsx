import { useQuery } from '@tanstack/react-query';
import { useTranslation } from '../../lib/i18n/use-translation';
import { Link } from 'react-router';
import { buttonLook } from '../../components/button';
import { Card } from '../../components/card';
import { Loaded } from '../../components/loaded';
import { api, read } from '../../lib/api';
import { queryKeys } from '../../lib/query-keys';
import { LogRow } from './log-row';

const AROUND = 50;

/** The line that an address points to, with those around it, as long as it is kept. */
export function LinkedLine({ serverId, line }: { serverId: string; line: number }) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: [...queryKeys.logs(serverId), 'line', line],
    queryFn: () => read(api.GET('/api/processes/{id}/logs/{line}/context', { params: { path: { id: serverId, line: String(line) }, query: { before: AROUND, after: AROUND } } })),
  });
  return (
    <Card
      title={t('logs.linked')}
      actions={
        <Link to={`/servers/${serverId}/logs`} className={buttonLook()} data-testid="log-live">
          {t('logs.toLive')}
        </Link>
      }
    >
      <Loaded query={query}>
        {({ before, line: hit, after }) => (
          <ol className="overflow-x-auto font-mono text-xs" aria-label={t('nav.logs')} data-testid="linked-lines">
            {[...before, hit, ...after].map((one) => (
              <li key={one.id} ref={one === hit ? bringIntoSight : undefined}>
                <LogRow line={one} isWrapped isHit={one === hit} serverName={undefined} onContext={undefined} withDate />
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </Card>
  );
}

function bringIntoSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'center' });
}
