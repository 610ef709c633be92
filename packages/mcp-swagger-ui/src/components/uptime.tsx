import { useFormat } from '../lib/use-format';
import { useNow } from './use-now';

/** How long ago an instant was, as it grows; a dash for none. */
export function Uptime({ since }: { since: string | null }) {
  const { duration, instant } = useFormat();
  const now = useNow();
  if (since === null) return <span className="text-quiet">—</span>;
  return (
    <time dateTime={since} title={instant(since)}>
      {duration(now - Date.parse(since))}
    </time>
  );
}
