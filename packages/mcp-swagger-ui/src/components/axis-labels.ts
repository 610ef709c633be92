const MINUTE_S = 60;
const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** What stands at the ticks of an axis of time (epoch seconds): the clock, with seconds where they differ; over several days the day at the first tick of each. */
export function axisLabels(ticks: number[], language: string): string[] {
  const step = (ticks[1] ?? 0) - (ticks[0] ?? 0);
  const time = new Intl.DateTimeFormat(language, step % MINUTE_S === 0 ? clock : { ...clock, second: '2-digit' });
  const day = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric' });
  const days = ticks.map((tick) => day.format(tick * 1000));
  const isOneDay = days.every((name) => name === days[0]);
  return ticks.map((tick, index) => (isOneDay || days[index] === days[index - 1] ? time.format(tick * 1000) : (days[index] ?? '')));
}
