import { useLayoutEffect, useRef } from 'react';
import { useFormat } from '../lib/use-format';
import { everySecond } from './use-now';

/** How long ago an instant was, as it grows; a dash for none. */
export function Uptime({ since }: { since: string | null }) {
  const { duration, instant } = useFormat();
  const element = useRef<HTMLTimeElement>(null);
  // Written by the clock itself: a table has two of these in each row, and a second would draw them all anew.
  useLayoutEffect(() => {
    if (since === null) return undefined;
    const start = Date.parse(since);
    const write = (now: number) => {
      const words = duration(now - start);
      if (element.current !== null && element.current.textContent !== words) element.current.textContent = words;
    };
    write(Date.now());
    return everySecond(write);
  }, [since, duration]);
  if (since === null) return <span className="text-quiet">—</span>;
  return <time ref={element} dateTime={since} title={instant(since)} />;
}
