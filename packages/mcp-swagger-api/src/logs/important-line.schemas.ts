import { z } from 'zod';
import { pageQuery } from '../common/page.js';
import { timeRange } from '../common/time-range.js';

export const importantQuerySchema = z.object({
  ...pageQuery,
  ...timeRange,
  serverId: z.string().max(200).optional(),
  of: z.enum(['api', 'servers']).optional().describe('only those of the API itself, or only those of servers'),
  level: z.enum(['error', 'warn']).optional(),
  search: z.string().min(1).max(500).optional().describe('text in any case of letters'),
});
export type ImportantQuery = z.output<typeof importantQuerySchema>;

export const importantLinesSchema = z.object({
  lines: z
    .array(
      z
        .object({
          id: z.uuid(),
          timestamp: z.iso.datetime(),
          serverId: z.uuid().nullable().describe('null: the API itself'),
          level: z.enum(['error', 'warn']),
          source: z.string().describe('the stream of a server, or the part of the API that spoke'),
          text: z.string(),
        })
        .meta({ id: 'ImportantLine' }),
    )
    .describe('newest first'),
  nextCursor: z.string().nullable(),
});
