import { ProblemError } from './api';

/** Answers that say nothing of what was asked: nobody was reached, or another time may be better. */
const PASSING = new Set([0, 429, 502, 503, 504]);

/** True when a query that failed so often is worth another try; a refusal is shown at once. */
export function mayPass(failures: number, error: Error): boolean {
  return failures < 1 && error instanceof ProblemError && PASSING.has(error.status);
}
