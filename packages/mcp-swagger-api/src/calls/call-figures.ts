import { percentileOf } from './duration-steps.js';

/** Durations in ms, sizes in bytes on the upstream's wire. Percentiles are at most a tenth off. */
export interface CallFigure {
  calls: number;
  errors: number;
  averageMs: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  maxMs: number | null;
  bytesIn: number;
  bytesOut: number;
}

export interface CallFigures {
  total: CallFigure;
  /** The most called first. */
  tools: (CallFigure & { name: string })[];
  /** Oldest first; a step without calls is left out. */
  series: (CallFigure & { at: string })[];
}

/** One group of minutes: of a tool (`at` null), of a step (`tool` null), or of all. */
export interface FigureRow {
  tool: string | null;
  at: Date | null;
  calls: string;
  errors: string;
  totalMs: number;
  maxMs: number;
  bytesIn: number;
  bytesOut: number;
  durations: Record<string, number>;
}

export interface FiguresRange {
  /** All servers, if not given. */
  serverId?: string | undefined;
  tool?: string | undefined;
  from: Date;
  to: Date;
  stepMs: number;
}

/** One statement for all three views. The histograms are summed in the database, so what comes back does not grow with the minutes. */
export function figuresQuery({ serverId, tool, from, to, stepMs }: FiguresRange): { text: string; values: unknown[] } {
  const text = `
    WITH chosen AS (
      SELECT *, date_bin($4::interval, "minute", $2::timestamptz) AS "step" FROM "call_minutes"
      WHERE ($1::uuid IS NULL OR "server_id" = $1) AND "minute" >= $2 AND "minute" < $3 AND ($5::text IS NULL OR "tool" = $5)
    ), sums AS (
      SELECT "tool", "step" AS "at", sum("calls") AS "calls", sum("errors") AS "errors", sum("total_ms") AS "totalMs", max("max_ms") AS "maxMs",
        sum("bytes_in") AS "bytesIn", sum("bytes_out") AS "bytesOut"
      FROM chosen GROUP BY GROUPING SETS (("tool"), ("step"), ()) HAVING count(*) > 0
    ), counts AS (
      SELECT "tool", "step" AS "at", d.key, sum(d.value::int) AS "count"
      FROM chosen, jsonb_each_text("durations") d GROUP BY GROUPING SETS (("tool", d.key), ("step", d.key), (d.key))
    ), histograms AS (
      SELECT "tool", "at", jsonb_object_agg(key, "count") AS "durations" FROM counts GROUP BY "tool", "at"
    )
    SELECT sums.*, histograms."durations" FROM sums
    JOIN histograms ON sums."tool" IS NOT DISTINCT FROM histograms."tool" AND sums."at" IS NOT DISTINCT FROM histograms."at"`;
  return { text, values: [serverId ?? null, from, to, `${stepMs} milliseconds`, tool ?? null] };
}

export function toFigures(rows: FigureRow[]): CallFigures {
  const all = rows.find(({ tool, at }) => tool === null && at === null);
  return {
    total: all === undefined ? NOTHING : toFigure(all),
    tools: rows
      .flatMap((row) => (row.tool === null ? [] : [{ name: row.tool, ...toFigure(row) }]))
      .toSorted((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1)),
    series: rows.flatMap((row) => (row.at === null ? [] : [{ at: row.at.toISOString(), ...toFigure(row) }])).toSorted((a, b) => (a.at < b.at ? -1 : 1)),
  };
}

const NOTHING: CallFigure = { calls: 0, errors: 0, averageMs: null, p50Ms: null, p95Ms: null, maxMs: null, bytesIn: 0, bytesOut: 0 };

function toFigure({ calls, errors, totalMs, maxMs, bytesIn, bytesOut, durations }: FigureRow): CallFigure {
  const counts = new Map(Object.entries(durations).map(([step, count]) => [Number(step), count]));
  // The middle of a step may lie above the slowest call in it.
  const atMost = (ms: number | null) => (ms === null ? null : rounded(Math.min(ms, maxMs)));
  return {
    calls: Number(calls),
    errors: Number(errors),
    averageMs: rounded(totalMs / Number(calls)),
    p50Ms: atMost(percentileOf(counts, 0.5)),
    p95Ms: atMost(percentileOf(counts, 0.95)),
    maxMs: rounded(maxMs),
    bytesIn,
    bytesOut,
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
