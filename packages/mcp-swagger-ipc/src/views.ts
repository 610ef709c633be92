import * as z from 'zod';
import { clientInfoSchema, connectionKindSchema } from './connection.js';

/** An instant, ISO 8601 in UTC. Between API and browser times are texts for people; between child and API they are epoch ms. */
const instant = z.iso.datetime();

/** Heard from within 35 s: healthy; 60 s: warning; longer, or no process: disconnected. */
export const processStatusSchema = z.enum(['healthy', 'warning', 'disconnected']);
export type ProcessStatus = z.infer<typeof processStatusSchema>;

/** Who told what is known last: the process by its pipe, or its internal API while the pipe was silent. */
export const connectionSourceSchema = z.enum(['pipe', 'poll']);
export type ConnectionSource = z.infer<typeof connectionSourceSchema>;

/**
 * One connection as REST, Socket.IO and the dashboard show it. `duration`: ms. `errorCount`: tool calls that failed. Bytes: of the bodies that its
 * calls exchanged with the upstream.
 */
export const connectionViewSchema = z.object({
  sessionId: z.string(),
  kind: connectionKindSchema,
  serverId: z.string(),
  clientIP: z.string().nullable(),
  userAgent: z.string().nullable(),
  clientInfo: clientInfoSchema.omit({ connectedAt: true }),
  connectedAt: instant,
  lastActivity: instant,
  requestCount: z.number().int(),
  errorCount: z.number().int(),
  inFlight: z.number().int(),
  bytesIn: z.number(),
  bytesOut: z.number(),
  lastTool: z.string().nullable(),
  duration: z.number(),
}).meta({ id: 'Connection' });
export type ConnectionView = z.infer<typeof connectionViewSchema>;

/** A connection that ended, and why. */
export const endedConnectionViewSchema = connectionViewSchema.extend({ endedAt: instant, reason: z.string().nullable() }).meta({ id: 'EndedConnection' });
export type EndedConnectionView = z.infer<typeof endedConnectionViewSchema>;

export const processStateSchema = z.enum(['stopped', 'starting', 'running', 'unhealthy', 'backoff', 'failed', 'stopping']);
export type ProcessStateName = z.infer<typeof processStateSchema>;

/** Why a process ended, for programs and other languages. UNHEALTHY, REPORTED and SPAWN_FAILED say more in the sentence beside it. */
export const exitCauseSchema = z.enum(['STOPPED', 'REPLACED', 'SPAWN_FAILED', 'UNHEALTHY', 'REPORTED', 'UNKNOWN_FLAG', 'HEAP_FULL', 'SIGNAL', 'EXITED']);
export type ExitCause = z.infer<typeof exitCauseSchema>;

/** How a child ended last. `stderr`: its last lines, oldest first. `oneTooMany`: it is not tried again, for it ended too often. */
export const lastExitSchema = z.object({
  at: instant,
  code: z.number().int().nullable(),
  signal: z.string().nullable(),
  reason: z.string(),
  cause: exitCauseSchema.optional().describe('missing where an older version wrote it'),
  oneTooMany: z.boolean().optional(),
  stderr: z.array(z.string()),
});

/** How the last change of a running process went; the old tools go on when it was refused. */
const lastReloadSchema = z.object({ at: instant, success: z.boolean(), error: z.string().nullable() });

/** What the system says of a process. `cpuPercent`: of one core, since the sample before; `openFiles` is known on Linux only. */
export const resourcesViewSchema = z.object({ at: instant, rssBytes: z.number(), cpuPercent: z.number(), openFiles: z.number().int().nullable() });
export type ResourcesView = z.infer<typeof resourcesViewSchema>;

/** One look at a process: over its control channel, as an MCP client at its endpoint, or through it at the API behind. Durations in ms. */
export const healthCheckViewSchema = z.object({
  at: instant,
  probe: z.enum(['control', 'mcp', 'upstream']),
  healthy: z.boolean(),
  latencyMs: z.number(),
  eventLoopDelayMs: z.number().nullable(),
  error: z.string().nullable(),
}).meta({ id: 'HealthCheck' });
export type HealthCheckView = z.infer<typeof healthCheckViewSchema>;

/** How one of a server's processes ended. `expected`: it was asked to. */
export const processEndViewSchema = z.object({
  generation: z.number().int(),
  pid: z.number().int().nullable(),
  startedAt: instant,
  endedAt: instant,
  code: z.number().int().nullable(),
  signal: z.string().nullable(),
  reason: z.string(),
  expected: z.boolean(),
}).meta({ id: 'ProcessEnd' });
export type ProcessEndView = z.infer<typeof processEndViewSchema>;

/** A process beside the one that serves: starting to take its place, or draining after it was replaced. */
const besideViewSchema = z.object({ generation: z.number().int(), pid: z.number().int().nullable(), startedAt: instant, endpoint: z.string().nullable() });

/**
 * The observed state of one server's process. `nextRetryAt` stands in `backoff`, `endpoint` in `running`. `reason`: why it does not run as it
 * should. `attempt`: like `3/5`, the restarts that count in the window and how many may. `uptimeMs`: since it was ready.
 */
export const processViewSchema = z.object({
  serverId: z.string(),
  state: processStateSchema,
  pid: z.number().int().nullable(),
  generation: z.number().int(),
  startedAt: instant.nullable(),
  readyAt: instant.nullable(),
  uptimeMs: z.number().nullable(),
  reason: z.string().nullable(),
  attempt: z.string().nullable(),
  endpoint: z.string().nullable(),
  transport: z.string(),
  toolCount: z.number().int().nullable(),
  restarts: z.number().int(),
  maxRestarts: z.number().int(),
  nextRetryAt: instant.nullable(),
  lastExit: lastExitSchema.nullable(),
  lastReload: lastReloadSchema.nullable(),
  replacement: besideViewSchema.nullable().describe('in a rolling restart, the process that is starting'),
  draining: z.array(besideViewSchema).describe('after a rolling restart, those that finish their calls'),
  lastHealthCheck: healthCheckViewSchema.nullable(),
  memoryLimitBytes: z.number().int().nullable(),
  resources: resourcesViewSchema.nullable(),
  heartbeat: z
    .object({ at: instant, eventLoopDelayMs: z.number(), rssBytes: z.number(), heapBytes: z.number(), cpuMicros: z.number() })
    .nullable(),
}).meta({ id: 'Process' });
export type ProcessView = z.infer<typeof processViewSchema>;

/** One line that a process or the supervisor said. `id` grows from line to line, over all servers of one API. */
export const logLineViewSchema = z.object({
  id: z.number().int(),
  serverId: z.string(),
  timestamp: instant,
  stream: z.enum(['stderr', 'stdout', 'supervisor']),
  level: z.enum(['error', 'warn', 'info', 'debug']),
  text: z.string(),
}).meta({ id: 'LogLine' });
export type LogLineView = z.infer<typeof logLineViewSchema>;

const counted = z.number().int();

/**
 * What came over the pipes of processes since the last reset. Latency in ms, from a message's making to the end of its handling; `errorCount`: lines
 * that were not understood, by kind in `parseErrors`. `gaps`: holes in the numbers, `lost`: the messages in them, `dropped`: those that the
 * processes say they had to drop, `queueDepth`: those that wait in the processes.
 */
export const ipcViewSchema = z.object({
  messagesReceived: counted,
  messagesPerSecond: z.number(),
  bytesReceived: z.number(),
  averageLatency: z.number(),
  maxLatency: z.number(),
  errorCount: counted,
  errorRate: z.number(),
  parseErrors: z.object({ json: counted, version: counted, type: counted, shape: counted, overlong: counted }),
  gaps: counted,
  lost: counted,
  dropped: counted,
  queueDepth: counted,
}).meta({ id: 'Ipc' });
export type IpcView = z.infer<typeof ipcViewSchema>;

/** What a rule found at one server. `deliveries`: who was told, and how that went. */
export const alertViewSchema = z.object({
  id: z.string(),
  ruleId: z.string(),
  ruleName: z.string(),
  serverId: z.string(),
  serverName: z.string(),
  severity: z.enum(['info', 'warning', 'critical']),
  metric: z.string(),
  value: z.number(),
  message: z.string(),
  state: z.enum(['raised', 'resolved']),
  raisedAt: instant,
  resolvedAt: instant.nullable(),
  resolution: z.string().nullable(),
  deliveries: z.array(z.object({ channel: z.enum(['webhook', 'email']), at: instant, attempts: z.number().int(), error: z.string().nullable() })),
}).meta({ id: 'Alert' });
export type AlertView = z.infer<typeof alertViewSchema>;

/** The API process itself; sizes in bytes, uptime in seconds. */
export const systemViewSchema = z.object({
  timestamp: instant,
  mcp: z.object({
    connections: z.object({ activeConnections: z.number().int(), totalConnections: z.number().int(), totalSinceStart: z.number().int(), processStatus: processStatusSchema }),
    process: z.object({ total: z.number().int(), running: z.number().int(), failed: z.number().int() }),
    ipc: ipcViewSchema,
  }),
  system: z.object({
    uptime: z.number(),
    memory: z.object({ rss: z.number(), heapUsed: z.number(), heapTotal: z.number() }),
    cpu: z.object({ userMicros: z.number(), systemMicros: z.number() }),
    eventLoopDelayMs: z.number(),
    pid: z.number().int(),
    version: z.string().describe('of the product'),
    nodeVersion: z.string(),
  }),
  database: z
    .object({
      state: z.enum(['present', 'away']),
      waiting: counted.describe('rows that wait to be written'),
      waitingBytes: counted,
      written: counted,
      lost: counted.describe('rows that could not wait any longer, or were refused'),
      lanes: z.array(z.object({ name: z.string(), waiting: counted, written: counted, lost: counted })).describe('by table'),
    })
    .describe('how the rows fare that nobody waits for, since the start'),
}).meta({ id: 'System' });
export type SystemView = z.infer<typeof systemViewSchema>;
