/** Between the first poll and the second. */
export const FIRST_DELAY_MS = 2_000;
const LAST_DELAY_MS = 30_000;

/** Heartbeats come a little late when the machine is busy: by a sixth of their interval, but between one and five seconds. */
const MIN_PATIENCE_MS = 1_000;
const MAX_PATIENCE_MS = 5_000;

/** A pipe that was silent for so long has missed a heartbeat. */
export function lateAfterMs(heartbeatIntervalMs: number): number {
  return heartbeatIntervalMs + Math.min(MAX_PATIENCE_MS, Math.max(MIN_PATIENCE_MS, heartbeatIntervalMs / 6));
}

/** What to do about a pipe now: `waitMs` until the next look, `delayMs` after a poll that follows this one. */
export interface Look {
  isLate: boolean;
  waitMs: number;
  delayMs: number;
}

/** A silent pipe is polled at once, then after 2 s, then half as often each time, down to twice a minute. `delayMs`: as the look before gave it. */
export function nextLook({ silentMs, intervalMs, delayMs }: { silentMs: number; intervalMs: number; delayMs: number }): Look {
  const late = lateAfterMs(intervalMs);
  if (silentMs < late) return { isLate: false, waitMs: late - silentMs, delayMs: FIRST_DELAY_MS };
  return { isLate: true, waitMs: delayMs, delayMs: Math.min(LAST_DELAY_MS, delayMs * 2) };
}
