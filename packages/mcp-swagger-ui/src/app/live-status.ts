import { useEffect, useState } from 'react';
import { socket } from '../lib/socket';

/** A blink of the network is not worth a banner. */
const PATIENCE_MS = 1_500;

/** Whether the socket is up, and since when it has been away for longer than a blink (ISO 8601). */
export function useLiveStatus(): { isLive: boolean; lostSince: string | null } {
  const [isLive, setIsLive] = useState(socket.connected);
  const [lostSince, setLostSince] = useState<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const down = () => {
      setIsLive(false);
      const since = new Date().toISOString();
      clearTimeout(timer);
      timer = setTimeout(() => setLostSince(since), PATIENCE_MS);
    };
    const up = () => {
      clearTimeout(timer);
      setIsLive(true);
      setLostSince(null);
    };
    if (!socket.connected) down();
    socket.on('connect', up).on('disconnect', down);
    return () => {
      clearTimeout(timer);
      socket.off('connect', up).off('disconnect', down);
    };
  }, []);
  return { isLive, lostSince };
}
