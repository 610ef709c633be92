import * as z from 'zod';
import { epochMsSchema } from './connection.js';
import { type ChildMessage, connectionEventSchema, connectionStatsSchema, messageDataSchemas } from './messages.js';

/** Epoch ms, or a date as text, as the older children wrote it. */
const time = z.union([
  epochMsSchema,
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
]);

const kindOr = { kind: connectionEventSchema.shape.kind.default('session') };

/** The four types that were once written without `v`. */
const unmarked = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('CONNECTION_EVENT'),
    timestamp: time,
    data: connectionEventSchema.extend(kindOr).extend({ clientInfo: connectionEventSchema.shape.clientInfo.default({}) }),
  }),
  z.object({
    type: z.literal('CONNECTION_STATS'),
    timestamp: time,
    data: connectionStatsSchema.extend({
      full: z.boolean().default(false),
      connections: connectionStatsSchema.shape.connections.default([]),
      messages: connectionStatsSchema.shape.messages.default({ written: 0, dropped: 0 }),
    }),
  }),
  z.object({ type: z.literal('HEARTBEAT'), timestamp: time, data: messageDataSchemas.HEARTBEAT.partial().transform(fillHeartbeat) }),
  z.object({
    type: z.literal('ERROR'),
    timestamp: time,
    data: messageDataSchemas.ERROR.extend({ code: z.string().max(100).default('UNKNOWN') }),
  }),
]);

/** What stood behind `[MCP_CONNECTION]`. */
const prefixed = z.object({
  type: z.literal('MCP_CONNECTION_EVENT'),
  eventType: z.enum(['connected', 'disconnected', 'stats_update']),
  clientInfo: z
    .object({
      id: z.string().min(1).max(200),
      remoteAddress: z.string().max(100).optional(),
      userAgent: z.string().max(2_000).optional(),
      connectedAt: time.optional(),
    })
    .optional(),
  connectionStats: z.object({ totalConnections: z.number().int().nonnegative(), activeConnections: z.number().int().nonnegative() }).optional(),
  timestamp: time,
});

const oldTypes = new Set<unknown>(['CONNECTION_EVENT', 'CONNECTION_STATS', 'HEARTBEAT', 'ERROR']);

/** A message written by an older child, in today's form without `seq`; undefined if it is none, an Error if it is a broken one. */
export function fromOldForm(value: Record<string, unknown>): ChildMessage | Error | undefined {
  if (value['type'] === 'MCP_CONNECTION_EVENT') return fromPrefixed(value);
  if (!oldTypes.has(value['type']) || !('data' in value)) return undefined;
  const parsed = unmarked.safeParse(value);
  return parsed.success ? { v: 1, ...parsed.data } : new Error(z.prettifyError(parsed.error));
}

function fromPrefixed(value: Record<string, unknown>): ChildMessage | Error {
  const parsed = prefixed.safeParse(value);
  if (!parsed.success) return new Error(z.prettifyError(parsed.error));
  const { eventType, clientInfo, connectionStats, timestamp } = parsed.data;
  if (eventType === 'stats_update') {
    if (connectionStats === undefined) return new Error('A stats_update without connectionStats.');
    const data = { ...connectionStats, full: false, connections: [], messages: { written: 0, dropped: 0 } };
    return { v: 1, type: 'CONNECTION_STATS', timestamp, data };
  }
  if (clientInfo === undefined) return new Error(`A ${eventType} event without clientInfo.`);
  const { id, remoteAddress, userAgent, connectedAt } = clientInfo;
  const duration = eventType === 'disconnected' && connectedAt !== undefined ? Math.max(0, timestamp - connectedAt) : undefined;
  return {
    v: 1,
    type: 'CONNECTION_EVENT',
    timestamp,
    data: { event: eventType, kind: 'session', sessionId: id, clientInfo: { ip: remoteAddress, userAgent, connectedAt }, duration },
  };
}

function fillHeartbeat(data: Partial<z.infer<typeof messageDataSchemas.HEARTBEAT>>): z.infer<typeof messageDataSchemas.HEARTBEAT> {
  return { status: 'healthy', eventLoopDelayMs: 0, rssBytes: 0, heapBytes: 0, cpuMicros: 0, ...data };
}
