import { useTranslation } from '../../lib/i18n/use-translation';
import { Pill, type Tone } from '../../components/pill';
import { useNow } from '../../components/use-now';
import type { Server } from '../../lib/api';
import { secondsUntil } from '../../lib/format';
import { useTellReason } from '../../lib/use-tell-reason';
import type { State } from './can-do';

type Process = Server['process'];

export const stateTones: Record<State, Tone> = { stopped: 'quiet', starting: 'warn', running: 'good', unhealthy: 'bad', backoff: 'warn', failed: 'bad', stopping: 'quiet' };
const moving = new Set<State>(['starting', 'backoff', 'stopping']);

/** The state of a process in colour and words, why it is so, and the countdown to its next try. */
export function StatePill({ process, withReason = false }: { process: Process; withReason?: boolean }) {
  const { t } = useTranslation();
  const tell = useTellReason();
  const why = (hasEnded(process) ? process.lastExit?.reason : undefined) ?? process.reason;
  const reason = why === null ? undefined : tell(why);
  return (
    <span className="inline-flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5" data-testid="server-state" data-state={process.state}>
      <Pill tone={stateTones[process.state]} pulse={moving.has(process.state)} title={reason}>
        {t(`state.${process.state}`)}
      </Pill>
      {process.state === 'backoff' && process.nextRetryAt !== null && <Countdown process={process} until={process.nextRetryAt} />}
      {withReason && reason !== undefined && <span className="max-w-56 min-w-0 truncate text-xs text-bad-ink md:max-xl:max-w-40 2xl:max-w-80" title={reason}>{reason}</span>}
    </span>
  );
}

function hasEnded({ state }: Process): boolean {
  return state === 'failed' || state === 'backoff';
}

function Countdown({ process, until }: { process: Process; until: string }) {
  const { t } = useTranslation();
  const now = useNow();
  return <span role="timer" className="text-xs whitespace-nowrap text-quiet">{t('retryIn', { seconds: secondsUntil(until, now), attempt: process.attempt ?? `${process.restarts + 1}/${process.maxRestarts}` })}</span>;
}
