import { z } from 'zod';
import { pageQuery } from '../common/page.js';
import { timeRange } from '../common/time-range.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const MAX_RANGE_MS = 400 * 24 * HOUR_MS;
/** What a chart can show. */
const MOST_STEPS = 500;

const range = { ...timeRange, tool: z.string().min(1).max(500).optional() };

interface Range {
  from?: Date | undefined;
  to?: Date | undefined;
}

/** Without `to` until now; without `from` the hour before that. */
export function wholeRange({ from, to }: Range): { from: Date; to: Date } {
  const end = to ?? new Date(Date.now() + 1);
  return { from: from ?? new Date(end.getTime() - HOUR_MS), to: end };
}

/** A range whose first minute counts as a whole. */
export function wholeMinutes({ from, to }: { from: Date; to: Date }): { from: Date; to: Date } {
  return { from: new Date(Math.floor(from.getTime() / MINUTE_MS) * MINUTE_MS), to };
}

function isInOrder(given: Range): boolean {
  const { from, to } = wholeRange(given);
  return from < to && to.getTime() - from.getTime() <= MAX_RANGE_MS;
}

const IN_ORDER = { error: '"from" must be before "to", by at most 400 days', path: ['from'] };

export const callFiguresQuerySchema = z
  .object({ ...range, step: z.coerce.number().int().min(MINUTE_MS).optional().describe('ms, whole minutes; longer where there would be more than 500') })
  .refine(isInOrder, IN_ORDER);

export const callsQuerySchema = z.object({ ...range, errors: z.enum(['true', 'false']).default('false'), ...pageQuery }).refine(isInOrder, IN_ORDER);

/** Whole minutes, and not too many of them. */
export function stepOfRange({ from, to }: { from: Date; to: Date }, asked: number | undefined): number {
  const least = (to.getTime() - from.getTime()) / MOST_STEPS;
  return Math.max(1, Math.ceil(Math.max(asked ?? 0, least) / MINUTE_MS)) * MINUTE_MS;
}

const figure = {
  calls: z.number().int(),
  errors: z.number().int(),
  averageMs: z.number().nullable(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  maxMs: z.number().nullable(),
  bytesIn: z.number(),
  bytesOut: z.number(),
};

export const callFiguresSchema = z
  .object({
    serverId: z.uuid(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    stepMs: z.number().int(),
    total: z.object(figure),
    tools: z.array(z.object({ name: z.string(), ...figure })).describe('most called first'),
    series: z.array(z.object({ at: z.iso.datetime(), ...figure })).describe('oldest first, without the steps that have no calls'),
  })
  .meta({ id: 'CallFigures' });

export const allCallFiguresSchema = callFiguresSchema.pick({ from: true, to: true, stepMs: true, total: true, series: true }).meta({ id: 'AllCallFigures' });

export const callsSchema = z.object({
  kept: z.boolean().describe('whether single calls are kept, see MCP_CALL_RECORDS'),
  calls: z.array(
    z
      .object({
        at: z.iso.datetime(),
        tool: z.string(),
        sessionId: z.string().nullable(),
        durationMs: z.number(),
        upstreamStatus: z.number().int().nullable(),
        isError: z.boolean(),
        bytesIn: z.number(),
        bytesOut: z.number(),
      })
      .meta({ id: 'Call' }),
  ),
  nextCursor: z.string().nullable(),
});
