const MINUTE_MS = 60_000;

interface Minute {
  /** When it began, ISO 8601. */
  at: string;
  calls: number;
}

/** How many tool calls there were in the last 60 seconds, of whole minutes: the one that runs, and as much of the one before as is missing. */
export function callsAMinute(series: Minute[], to: string): number {
  const [before = 0, running = 0] = callsByMinute(series, to, 2);
  const share = (Date.parse(to) % MINUTE_MS) / MINUTE_MS;
  return running + before * (1 - share);
}

/** The calls of each of the last minutes, oldest first, with 0 for those that had none; the last one is still running. */
export function callsByMinute(series: Minute[], to: string, minutes: number): number[] {
  const last = Math.floor(Date.parse(to) / MINUTE_MS);
  const calls = new Map(series.map(({ at, calls: count }) => [Math.floor(Date.parse(at) / MINUTE_MS), count]));
  return Array.from({ length: minutes }, (_, index) => calls.get(last - minutes + 1 + index) ?? 0);
}
