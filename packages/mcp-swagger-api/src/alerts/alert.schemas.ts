import { alertViewSchema } from 'mcp-swagger-ipc';
import { z } from 'zod';
import { pageQuery } from '../common/page.js';
import { webAddressSchema } from '../common/web-address.js';
import { metricSchema, STATES } from './metric.js';

const seconds = z.number().int().min(0).max(86_400);

const webhookSchema = z.strictObject({
  url: webAddressSchema,
  secret: z.string().min(16).max(200).optional().describe('what the webhook is signed with; stored sealed, never shown, kept when it is left out'),
});

const settings = {
  name: z.string().trim().min(1).max(100),
  enabled: z.boolean(),
  severity: alertViewSchema.shape.severity,
  serverId: z.uuid().nullable().describe('null: every server'),
  metric: metricSchema.describe('failed and unhealthy are 1 while they hold; restarts: in 10 minutes; errorRate (percent), p95Ms, ipcGaps and parseErrors: in 5 minutes'),
  operator: z.enum(['atLeast', 'atMost']),
  threshold: z.number().min(0).max(1e15),
  clearAt: z.number().min(0).max(1e15).nullable().describe('where it is over; null: the threshold with a tenth of room'),
  forSeconds: seconds.describe('it must hold for so long'),
  clearForSeconds: seconds.describe('it must be fine for so long'),
  silencedUntil: z.iso.datetime({ offset: true }).nullable().describe('nobody is told until then; alerts are recorded'),
  webhook: webhookSchema.nullable(),
  emails: z.array(z.email()).max(20),
};

type Ends = { operator?: string | undefined; threshold?: number | undefined; clearAt?: number | null | undefined };

/** An end on the wrong side would raise and resolve without end. */
export function clearAtFits({ operator, threshold, clearAt }: Ends): boolean {
  if (clearAt === null || clearAt === undefined || threshold === undefined) return true;
  return operator === 'atMost' ? clearAt > threshold : clearAt < threshold;
}

const wrongEnd = { error: 'clearAt: a value on the fine side of the threshold was expected', path: ['clearAt'] };

export const createRuleSchema = z
  .strictObject({
    ...settings,
    enabled: settings.enabled.default(true),
    severity: settings.severity.default('warning'),
    serverId: settings.serverId.default(null),
    operator: settings.operator.default('atLeast'),
    threshold: settings.threshold.optional(),
    clearAt: settings.clearAt.default(null),
    forSeconds: settings.forSeconds.default(0),
    clearForSeconds: settings.clearForSeconds.default(0),
    silencedUntil: settings.silencedUntil.default(null),
    webhook: settings.webhook.default(null),
    emails: settings.emails.default([]),
  })
  .refine(({ metric, threshold }) => threshold !== undefined || STATES.has(metric), { error: 'threshold: a number was expected; only failed and unhealthy do without', path: ['threshold'] })
  .refine(clearAtFits, wrongEnd);
export type CreateRuleBody = z.output<typeof createRuleSchema>;

export const updateRuleSchema = z.strictObject(settings).partial().refine((body) => Object.keys(body).length > 0, { error: 'at least one field was expected' });
export type UpdateRuleBody = z.output<typeof updateRuleSchema>;

export const ruleViewSchema = z
  .object({ id: z.uuid(), ...settings, webhook: z.object({ url: z.string(), secret: z.object({ set: z.boolean() }) }).nullable(), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime(), revision: z.string().describe('for If-Match, as the header ETag') })
  .meta({ id: 'AlertRule' });
export type RuleView = z.infer<typeof ruleViewSchema>;

export const alertQuerySchema = z.object({ ...pageQuery, state: alertViewSchema.shape.state.optional(), serverId: z.string().max(200).optional(), ruleId: z.string().max(200).optional() });
export type AlertQuery = z.output<typeof alertQuerySchema>;

export const alertPageSchema = z.object({ items: z.array(alertViewSchema).describe('newest first'), nextCursor: z.string().nullable() });
