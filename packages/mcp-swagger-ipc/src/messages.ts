import * as z from 'zod';
import { clientInfoSchema, connectionKindSchema, connectionSchema, connectionUseSchema } from './connection.js';

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();

/** Listening and ready. `endpoint`: the full URL, absent under stdio; `internalPort`: of the loopback API, if one was asked for. */
const serverStartedSchema = z.object({
  endpoint: z.string().max(2_000).optional(),
  port: count.optional(),
  internalPort: count.optional(),
  transport: z.string().max(100),
  toolCount: count,
  pid: count,
  version: z.string().max(200),
  /** How it reports; without `enabled`, it tells of no connections and no calls, and sends no heartbeats. */
  reporting: z.object({ enabled: z.boolean(), statsIntervalMs: amount, heartbeatIntervalMs: amount }).optional(),
});

/** A client came, went or was refused. `duration`: ms since it came; `use`: what it did until it went. */
export const connectionEventSchema = z.object({
  event: z.enum(['connected', 'disconnected', 'rejected']),
  kind: connectionKindSchema,
  sessionId: z.string().min(1).max(200),
  clientInfo: clientInfoSchema,
  reason: z.string().max(1_000).optional(),
  duration: amount.optional(),
  use: connectionUseSchema.optional(),
});

/**
 * How many are connected. `connections` holds those that changed since the last one, or, when `full`, all of them in pages of at
 * most 500: page `page.index` of `page.count`. `messages.written` counts every message the child made, `dropped` those it had to drop,
 * `queued` those that wait to be read.
 */
export const connectionStatsSchema = z.object({
  activeConnections: count,
  totalConnections: count,
  full: z.boolean(),
  page: z.object({ index: count, count: z.number().int().positive() }).optional(),
  connections: z.array(connectionSchema).max(500),
  messages: z.object({ written: count, dropped: count, queued: count.optional() }),
  requestId: z.string().max(100).optional(),
});

/** The child is alive. Delay in ms, sizes in bytes, `cpuMicros` since its start. */
const heartbeatSchema = z.object({
  status: z.string().max(100),
  eventLoopDelayMs: amount,
  rssBytes: amount,
  heapBytes: amount,
  cpuMicros: amount,
});

/** Something failed. `code` is stable; `message` says what to do; `stack` is redacted. */
const childErrorSchema = z.object({
  sessionId: z.string().max(200).optional(),
  code: z.string().max(100),
  message: z.string().max(10_000),
  stack: z.string().max(20_000).optional(),
});

/** One tool call. Duration in ms, sizes in bytes on the upstream's wire. */
const callSchema = z.object({
  tool: z.string().max(500),
  sessionId: z.string().max(200).optional(),
  durationMs: amount,
  upstreamStatus: count.optional(),
  isError: z.boolean(),
  bytesIn: amount,
  bytesOut: amount,
});

/** The answer to `health-check`. */
export const healthSchema = heartbeatSchema.extend({ requestId: z.string().max(100), uptimeMs: amount, activeConnections: count });

/** What a server counted since its start; sizes in bytes. The same in the answer to `metrics` and in `/health` of the internal API. */
const serverCountsSchema = z.object({
  toolCount: count,
  calls: z.object({ total: count, failed: count, inFlight: count }),
  /** What is kept for clients that lost a stream: events that are there now, that ever came in, that went before their time for want of room, and that were sent again. Absent where nothing can be resumed. */
  events: z.object({ events: count, bytes: count, kept: count, evicted: count, replayed: count }).optional(),
  /** The origins that were called last, at most 100. */
  origins: z.array(z.object({ origin: z.string().max(500), circuit: z.enum(['closed', 'open', 'trial']), inFlight: count, waiting: count })).max(100),
});
export type ServerCounts = z.infer<typeof serverCountsSchema>;

/** The answer to `metrics`. */
const metricsSchema = serverCountsSchema.extend({
  requestId: z.string().max(100),
  uptimeMs: amount,
  connections: z.object({ active: count, total: count }),
  messages: z.object({ written: count, dropped: count }),
});

/** The tools are others now. */
const toolsChangedSchema = z.object({
  toolCount: count,
  added: z.array(z.string().max(500)),
  removed: z.array(z.string().max(500)),
  /** Those whose description or schemas are not what they were. */
  changed: z.array(z.string().max(500)).default([]),
  documentHash: z.string().max(200),
});

/**
 * The answer to a command that has no message of its own: done, or why not. `code` is stable; `RESTART_NEEDED`: only another process can have
 * what was asked for.
 */
const commandResultSchema = z.object({
  requestId: z.string().max(100),
  success: z.boolean(),
  code: z.string().max(100).optional(),
  error: z.string().max(10_000).optional(),
});

/** The answer to `dry-run`: the request that a call would make, with its secrets masked. */
export const requestSchema = z.object({
  requestId: z.string().max(100),
  method: z.string().max(50),
  url: z.string().max(100_000),
  headers: z.record(z.string(), z.string()),
  body: z.union([z.string(), z.object({ base64: z.string() })]).optional(),
});

/** The data of every message type but BATCH, which carries whole messages. */
export const messageDataSchemas = {
  SERVER_STARTED: serverStartedSchema,
  CONNECTION_EVENT: connectionEventSchema,
  CONNECTION_STATS: connectionStatsSchema,
  HEARTBEAT: heartbeatSchema,
  ERROR: childErrorSchema,
  CALL: callSchema,
  HEALTH: healthSchema,
  METRICS: metricsSchema,
  TOOLS_CHANGED: toolsChangedSchema,
  COMMAND_RESULT: commandResultSchema,
  REQUEST: requestSchema,
} as const;

export type MessageType = keyof typeof messageDataSchemas;
export type MessageData<T extends MessageType> = z.infer<(typeof messageDataSchemas)[T]>;

/** One message of a child. `seq` counts from 1 in the order of making, without gaps; old forms have none. `timestamp`: epoch ms. */
export type ChildMessage<T extends MessageType = MessageType> = {
  [K in T]: { v: 1; seq?: number; type: K; timestamp: number; data: MessageData<K> };
}[T];

export type ServerStarted = MessageData<'SERVER_STARTED'>;
export type ConnectionEvent = MessageData<'CONNECTION_EVENT'>;
export type ConnectionStats = MessageData<'CONNECTION_STATS'>;
export type Heartbeat = MessageData<'HEARTBEAT'>;
export type ChildError = MessageData<'ERROR'>;
export type Call = MessageData<'CALL'>;
export type Health = MessageData<'HEALTH'>;
export type Metrics = MessageData<'METRICS'>;
export type ToolsChanged = MessageData<'TOOLS_CHANGED'>;
export type CommandResult = MessageData<'COMMAND_RESULT'>;
