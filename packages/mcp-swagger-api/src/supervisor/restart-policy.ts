/** When a process that ended by itself is started again. Times in ms. */
export interface RestartPolicy {
  baseDelayMs: number;
  maxDelayMs: number;
  /** More restarts than this within the window, and it has failed. */
  maxRestarts: number;
  windowMs: number;
}

export const defaultRestartPolicy: RestartPolicy = { baseDelayMs: 500, maxDelayMs: 30_000, maxRestarts: 5, windowMs: 60_000 };

/** Full jitter: anywhere between nothing and the doubled delay, so that many servers do not come back in step. `random`: 0 ≤ r < 1. */
export function backoffDelay(policy: RestartPolicy, attempt: number, random: number): number {
  const ceiling = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** Math.min(attempt, 30));
  return Math.round(ceiling * random);
}

/** The restarts that still count at `now`. */
export function restartsInWindow(policy: RestartPolicy, restartsAt: readonly number[], now: number): number[] {
  return restartsAt.filter((at) => now - at < policy.windowMs);
}
