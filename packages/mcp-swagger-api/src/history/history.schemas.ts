import { healthCheckViewSchema, lastExitSchema, processStateSchema } from 'mcp-swagger-ipc';
import { z } from 'zod';
import { pageQuery } from '../common/page.js';
import { timeRange } from '../common/time-range.js';
import { PROCESS_EVENT_TYPES } from '../database/entities/process-event.entity.js';

export const processEventsQuerySchema = z.object({ type: z.enum(PROCESS_EVENT_TYPES).optional(), ...timeRange, ...pageQuery });

export const healthHistoryQuerySchema = z.object({
  healthy: z.enum(['true', 'false']).optional(),
  ...timeRange,
  ...pageQuery,
  limit: pageQuery.limit.unwrap().default(100),
});

export const processEventsSchema = z.object({
  events: z.array(
    z
      .object({
        at: z.iso.datetime(),
        type: z.enum(PROCESS_EVENT_TYPES),
        generation: z.number().int().nullable(),
        message: z.string(),
        detail: z.record(z.string(), z.unknown()),
      })
      .meta({ id: 'ProcessEvent' }),
  ),
  nextCursor: z.string().nullable(),
});

export const processRecordSchema = z
  .object({
    serverId: z.uuid(),
    nodeId: z.uuid(),
    state: processStateSchema,
    pid: z.number().int().nullable(),
    generation: z.number().int(),
    restarts: z.number().int(),
    endpoint: z.string().nullable(),
    reason: z.string().nullable(),
    configuration: z.object({
      transport: z.string(),
      toolCount: z.number().int().nullable(),
      maxRestarts: z.number().int(),
      memoryLimitBytes: z.number().int().nullable(),
    }),
    lastExit: lastExitSchema.nullable(),
    lastHealthCheck: healthCheckViewSchema.nullable(),
    startedAt: z.iso.datetime().nullable(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'ProcessRecord' });

export const healthHistorySchema = z.object({ checks: z.array(healthCheckViewSchema), nextCursor: z.string().nullable() });
