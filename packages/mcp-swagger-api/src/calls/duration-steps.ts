/** Steps of durations grow by the fourth root of two, so a percentile is at most a tenth off. */
const STEPS_PER_DOUBLING = 4;
/** The lower end of step 1; what is faster is in step 0. */
const FIRST_MS = 0.25;
/** Above nine hours; what is slower is in the last one. */
const LAST_STEP = 108;

/** The number of the step that a duration (ms) falls in. */
export function stepOf(durationMs: number): number {
  if (durationMs < FIRST_MS) return 0;
  return Math.min(LAST_STEP, 1 + Math.floor(Math.log2(durationMs / FIRST_MS) * STEPS_PER_DOUBLING));
}

/** The duration (ms) that stands for a step: its geometric middle. */
export function durationOf(step: number): number {
  if (step === 0) return FIRST_MS / 2;
  return FIRST_MS * 2 ** ((step - 0.5) / STEPS_PER_DOUBLING);
}

/** The duration (ms) that the given share of the calls did not exceed; `counts`: how many calls by step. Null of no calls. */
export function percentileOf(counts: ReadonlyMap<number, number>, share: number): number | null {
  const steps = [...counts].toSorted(([a], [b]) => a - b);
  const total = steps.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [step, count] of steps) {
    seen += count;
    if (seen >= total * share) return durationOf(step);
  }
  return null;
}
