import { useSyncExternalStore } from 'react';

const listeners = new Set<(now: number) => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** The time, a second at a time; one clock for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(everySecond, () => now);
}

/** Tells the time each second, of that one clock; returns what ends it. */
export function everySecond(listener: (now: number) => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const told of listeners) told(now);
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
