import { connectionKindSchema, connectionSourceSchema, connectionViewSchema, endedConnectionViewSchema, processStatusSchema } from 'mcp-swagger-ipc';
import { z } from 'zod';
import { idSchema } from '../common/id.js';
import { pageQuery } from '../common/page.js';

const instant = z.iso.datetime();
const count = z.number().int();

/** How many there ever were, and how many of them since the API started. */
const totals = { totalConnections: count, totalSinceStart: count };

export const connectionsQuerySchema = z.object({ serverId: idSchema.optional(), kind: connectionKindSchema.optional(), ...pageQuery });
export type ConnectionsQuery = z.infer<typeof connectionsQuerySchema>;

/** Which one is meant, where several servers have a connection of that id. */
export const connectionQuerySchema = z.object({ serverId: idSchema.optional() });

export const connectionsAnswerSchema = z.object({
  activeConnections: count,
  ...totals,
  connections: z.array(connectionViewSchema),
  processStatus: processStatusSchema,
  source: connectionSourceSchema.describe('poll: the pipe of a process was silent, and its internal API was asked'),
  lastUpdated: instant.nullable(),
  nextCursor: z.string().nullable(),
});

export const countAnswerSchema = z.object({ activeConnections: count, ...totals, timestamp: instant });
export const statusAnswerSchema = z.object({ processStatus: processStatusSchema, source: connectionSourceSchema, activeConnections: count, lastUpdate: instant.nullable() });
export const historyAnswerSchema = z.object({ connections: z.array(endedConnectionViewSchema), nextCursor: z.string().nullable() });

const wrapped = <T extends z.ZodType>(data: T) => z.object({ success: z.literal(true), message: z.string(), data });

const serverCountSchema = z.object({ serverId: z.string(), activeConnections: count, ...totals, timestamp: instant });

export const serverConnectionsAnswerSchema = wrapped(
  z.object({
    serverId: z.string(),
    processStatus: processStatusSchema,
    source: connectionSourceSchema,
    connectionStats: z.object({ activeConnections: count, ...totals, connections: z.array(connectionViewSchema) }),
    timestamp: instant,
  }),
);
export const serverCountAnswerSchema = wrapped(serverCountSchema);
export const overviewAnswerSchema = wrapped(
  z.object({
    servers: z.array(serverCountSchema.extend({ name: z.string(), processStatus: processStatusSchema })),
    summary: z.object({ totalServers: count, totalConnections: count, activeServers: count }),
  }),
);
