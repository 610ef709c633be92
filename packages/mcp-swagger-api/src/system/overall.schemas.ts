import { healthCheckViewSchema, processStateSchema, processStatusSchema } from 'mcp-swagger-ipc';
import { z } from 'zod';
import { previewViewSchema } from '../documents/document.schemas.js';
import { pageQuery } from '../common/page.js';
import { idSchema } from '../common/id.js';

const count = z.number().int();
const server = { serverId: z.uuid(), name: z.string() };

/** Over all servers: what runs where, with how many tools and connections. */
export const overallStatusSchema = z.object({
  timestamp: z.iso.datetime(),
  running: z.boolean().describe('at least one server runs'),
  servers: z.object({ total: count, running: count, failed: count, stopped: count }),
  tools: count.describe('of the servers that run'),
  endpoints: z.array(z.object({ ...server, transport: z.string(), endpoint: z.string(), tools: count, replicas: count.optional().describe('that run, of a server that several nodes run; the endpoint is of the first') })),
  connections: z.object({ activeConnections: count, totalConnections: count }),
});

/** `healthy`: all that should run does, and answers. `degraded`: some do not. `unhealthy`: none does. */
export const overallHealthSchema = z.object({
  timestamp: z.iso.datetime(),
  status: z.enum(['healthy', 'degraded', 'unhealthy']),
  servers: z.array(
    z.object({ ...server, desiredState: z.enum(['running', 'stopped']), state: processStateSchema, processStatus: processStatusSchema, healthy: z.boolean(), reason: z.string().nullable(), lastHealthCheck: healthCheckViewSchema.nullable() }),
  ),
});

export const overallToolsQuerySchema = z.object({ serverId: idSchema.optional(), ...pageQuery });
export type OverallToolsQuery = z.infer<typeof overallToolsQuerySchema>;

/** A page ends with the server that reaches the limit, so that no server is cut in two. */
export const overallToolsSchema = z.object({
  total: count.describe('on this page'),
  tools: z.array(previewViewSchema.shape.tools.element.extend({ serverId: z.uuid(), serverName: z.string() })),
  errors: z.array(z.object({ ...server, error: z.string() })).describe('servers whose document could not be read'),
  nextCursor: z.string().nullable(),
});
