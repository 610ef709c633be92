/** How long rows of a table are kept: until they are too old, or too many newer ones are there. */
export interface Keep {
  days: number;
  rows: number;
}

/** A table whose rows go with time; `at`: the column of their time, which has an index. `ofServer`: SQL for how many rows one server (`s`) may have; null for one without a limit of its own. */
export interface KeptTable {
  table: string;
  at: string;
  keep: Keep;
  ofServer?: string;
}

/** Every table that grows by itself. Its defaults can be changed by RETENTION. */
export const keptTables: readonly KeptTable[] = [
  { table: 'process_events', at: 'at', keep: { days: 90, rows: 200_000 } },
  { table: 'health_checks', at: 'at', keep: { days: 14, rows: 1_000_000 } },
  { table: 'important_lines', at: 'at', keep: { days: 30, rows: 200_000 } },
  { table: 'connection_history', at: 'ended_at', keep: { days: 90, rows: 100_000 }, ofServer: `(s."serving" #>> '{monitoring,historyLimit}')::int` },
  { table: 'call_minutes', at: 'minute', keep: { days: 90, rows: 1_000_000 } },
  { table: 'calls', at: 'at', keep: { days: 7, rows: 1_000_000 } },
  { table: 'audit_entries', at: 'at', keep: { days: 365, rows: 1_000_000 } },
  { table: 'alert_messages', at: 'created_at', keep: { days: 7, rows: 10_000 } },
  { table: 'alerts', at: 'raised_at', keep: { days: 90, rows: 100_000 } },
];

const MAX_DAYS = 36_500;
const MAX_ROWS = 1_000_000_000;

/**
 * Reads RETENTION, like `calls=7d/100000,health_checks=3d`: for each table named the days, the rows or both. Throws Error with what is wrong.
 */
export function readRetention(text: string): Map<string, Partial<Keep>> {
  const items = text.split(',').map((item) => item.trim()).filter((item) => item !== '');
  return new Map(
    items.map((item) => {
      const [, table = '', days, rows] = /^(\w+)=(?:(\d+)d)?(?:\/?(\d+))?$/.exec(item) ?? [];
      if (days === undefined && rows === undefined) throw new Error(`"${item}" is not like calls=7d/100000 (days, rows or both)`);
      if (!keptTables.some((kept) => kept.table === table)) throw new Error(`"${table}" is none of ${keptTables.map((kept) => kept.table).join(', ')}`);
      if (Number(days ?? 0) > MAX_DAYS || Number(rows ?? 0) > MAX_ROWS) throw new Error(`"${item}" is more than ${MAX_DAYS} days or ${MAX_ROWS} rows`);
      return [table, { ...(days === undefined ? {} : { days: Number(days) }), ...(rows === undefined ? {} : { rows: Number(rows) }) }];
    }),
  );
}
