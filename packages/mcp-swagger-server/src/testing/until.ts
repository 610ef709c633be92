import { setTimeout as delay } from 'node:timers/promises';

/** Waits for a condition; rejects with `what`, the condition itself unless told otherwise, when it does not come true. */
export async function until(condition: () => boolean | Promise<boolean>, what: string = condition.toString(), timeoutMs = 120_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`It did not happen within ${timeoutMs} ms: ${what}`);
    await delay(5);
  }
}
