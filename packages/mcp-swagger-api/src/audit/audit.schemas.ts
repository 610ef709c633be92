import { z } from 'zod';
import { pageQuery } from '../common/page.js';

const auditEntrySchema = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    actor: z.object({ kind: z.string().describe('local, user, key, or nobody'), id: z.string().nullable(), name: z.string().nullable() }),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
    action: z.string().describe('method and route, like PATCH /api/servers/:id'),
    path: z.string(),
    target: z.object({ type: z.string(), id: z.string().nullable() }).nullable(),
    status: z.number().int(),
    changes: z.record(z.string(), z.object({ before: z.unknown(), after: z.unknown() })).nullable().describe('by field; of secrets only that they are set'),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntryView = z.infer<typeof auditEntrySchema>;

const word = z.string().min(1).max(200).optional();
const instant = z.iso.datetime({ offset: true, error: 'an instant like 2026-11-21T10:00:00Z was expected' }).optional();

const conditions = { actor: word.describe('name or id'), action: word.describe('a part of it, in any case of letters'), target: word.describe('type or id'), from: instant, to: instant };

export const auditQuerySchema = z.object({ ...conditions, ...pageQuery });
export type AuditQuery = z.output<typeof auditQuerySchema>;

export const auditExportQuerySchema = z.object({ ...conditions, format: z.enum(['csv', 'ndjson']).default('csv') });

export const auditPageSchema = z.object({ items: z.array(auditEntrySchema).describe('newest first'), nextCursor: z.string().nullable() });
