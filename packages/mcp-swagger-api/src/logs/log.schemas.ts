import { logLineViewSchema } from 'mcp-swagger-ipc';
import { z } from 'zod';
import { firstNumberAt } from './line-numbers.js';
import type { LineConditions } from './line-filter.js';
import type { Order } from './search-lines.js';

/** Words of a list that are separated by commas. */
function listOf<T extends string>(word: z.ZodType<T>) {
  return z
    .string()
    .max(200)
    .transform((text): unknown[] => text.split(','))
    .pipe(z.array(word).min(1).max(10));
}

const instant = z.iso.datetime({ offset: true, error: 'an instant like 2026-11-21T10:00:00Z was expected' });

/** A place in a log: the id of a line, or an instant. */
const place = z
  .union([z.string().regex(/^\d{1,16}$/).transform(Number), instant.transform((text) => firstNumberAt(Date.parse(text)))], { error: 'the id of a line or an instant like 2026-11-21T10:00:00Z was expected' })
  .optional();

const flag = z.enum(['true', 'false']).default('false').transform((text) => text === 'true');

const conditions = {
  level: listOf(logLineViewSchema.shape.level).optional().describe('one or more of error, warn, info and debug, separated by commas'),
  stream: listOf(logLineViewSchema.shape.stream).optional().describe('one or more of stderr, stdout and supervisor'),
  search: z.string().min(1).max(500).optional().describe('text in any case of letters; with regex=true an expression in the syntax of RE2'),
  exclude: z.string().min(1).max(500).optional().describe('the same, for what must not be in the line'),
  regex: flag,
  from: instant.optional(),
  to: instant.optional(),
};

const order = {
  before: place.describe('only lines before this one; nextCursor of an answer goes here'),
  after: place.describe('only lines after this one, the first of them'),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
};

export const logQuerySchema = z.object({ ...conditions, ...order });
export type LogQuery = z.output<typeof logQuerySchema>;

export const allLogsQuerySchema = logQuerySchema.extend({ serverId: z.string().max(200).optional() });

/** A live view is filtered here, too; a range of time has no sense in it. */
export const tailQuerySchema = z.object({ level: conditions.level, stream: conditions.stream, search: conditions.search, exclude: conditions.exclude, regex: flag });
export const allTailQuerySchema = tailQuerySchema.extend({ serverId: z.string().max(200).optional() });

export const downloadQuerySchema = z.object({ ...conditions, format: z.enum(['text', 'ndjson']).default('text') });

const side = z.coerce.number().int().min(0).max(200).default(20);
export const contextQuerySchema = z.object({ before: side, after: side });

export const lineIdSchema = z.string().regex(/^\d{1,16}$/, 'the id of a line was expected').transform(Number);

const countsSchema = z
  .object({ received: z.number().int(), dropped: z.number().int(), lost: z.number().int(), isWriting: z.boolean() })
  .describe('since the API started: lines that came, that were more than LOG_MAX_RATE, that the disk could not take; false while it cannot');

/** `nextCursor`: give it as `before` (or as `after`, if that was asked for) for more; null when there is none. */
export const logLinesSchema = z.object({
  lines: z.array(logLineViewSchema).describe('oldest first'),
  nextCursor: z.string().nullable(),
  complete: z.boolean().describe('false when time ran out; nextCursor goes on from there'),
});
export const serverLogLinesSchema = logLinesSchema.extend({ counts: countsSchema });

export const logContextSchema = z.object({ before: z.array(logLineViewSchema), line: logLineViewSchema, after: z.array(logLineViewSchema) });

export function toConditions({ level, stream, search, exclude, regex, from, to }: Pick<LogQuery, 'level' | 'stream' | 'search' | 'exclude' | 'regex'> & Partial<Pick<LogQuery, 'from' | 'to'>>): LineConditions {
  return { levels: level, streams: stream, search, exclude, regex, from: toEpoch(from), to: toEpoch(to) };
}

/** A range of time is one of ids, too, so that files outside it are not opened. */
export function toOrder({ from, to, before, after, limit }: Pick<LogQuery, 'from' | 'to' | 'before' | 'after' | 'limit'>): Order {
  return {
    from: after === undefined ? 'newest' : 'oldest',
    before: Math.min(before ?? Infinity, to === undefined ? Infinity : firstNumberAt(Date.parse(to))),
    after: Math.max(after ?? -1, from === undefined ? -1 : firstNumberAt(Date.parse(from)) - 1),
    limit,
  };
}

function toEpoch(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
