import { useTranslation } from 'react-i18next';
import { Pill, type Tone } from '../../components/pill';
import { useNow } from '../../components/use-now';
import type { Server } from '../../lib/api';
import { secondsUntil } from '../../lib/format';

type Process = Server['process'];

const tones: Record<Process['state'], Tone> = { stopped: 'quiet', starting: 'warn', running: 'good', unhealthy: 'bad', backoff: 'warn', failed: 'bad', stopping: 'quiet' };
const moving = new Set<Process['state']>(['starting', 'backoff', 'stopping']);

/** The state of a process in colour and words, with the countdown to its next try. */
export function StatePill({ process }: { process: Process }) {
  const { t } = useTranslation();
  return (
    <span className="inline-flex flex-wrap items-center gap-2" data-testid="server-state" data-state={process.state}>
      <Pill tone={tones[process.state]} pulse={moving.has(process.state)}>
        {t(`state.${process.state}`)}
      </Pill>
      {process.state === 'backoff' && process.nextRetryAt !== null && <Countdown process={process} until={process.nextRetryAt} />}
    </span>
  );
}

function Countdown({ process, until }: { process: Process; until: string }) {
  const { t } = useTranslation();
  const now = useNow();
  return <span className="text-xs text-[var(--quiet)]">{t('retryIn', { seconds: secondsUntil(until, now), restarts: process.restarts + 1, most: process.maxRestarts })}</span>;
}
