import * as z from 'zod';
import { telemetrySchema } from './telemetry.js';
import { accessSchema, internalApiSchema, passHeadersSchema } from './access.js';

/** How calls prove who they are to the upstream; applies to the security schemes of its kind that the document declares. */
export const authSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('bearer'), token: z.string().min(1).max(100_000) }),
  z.object({ type: z.literal('basic'), username: z.string().max(1_000), password: z.string().max(10_000) }),
  z.object({
    type: z.literal('apikey'),
    value: z.string().min(1).max(100_000),
    name: z.string().min(1).max(200).optional(),
    in: z.enum(['header', 'query', 'cookie']).optional(),
  }),
  z.object({
    type: z.literal('oauth2'),
    clientId: z.string().min(1).max(1_000),
    clientSecret: z.string().max(10_000),
    tokenUrl: z.url().optional(),
    scopes: z.array(z.string().max(200)).max(100).optional(),
    /** How the client proves itself to the token endpoint (RFC 6749 section 2.3.1); without it, `basic` first and `post` when that is refused. */
    clientAuthentication: z.enum(['basic', 'post']).optional(),
  }),
]);
export type Auth = z.infer<typeof authSchema>;

/** Which operations become tools: `tag:`, `method:`, `path:`, `operation:` with globs. */
export const filtersSchema = z.object({
  include: z.array(z.string().max(500)).max(500).optional(),
  exclude: z.array(z.string().max(500)).max(500).optional(),
  /** The older form: an operation must be in each of the lists that are given. */
  only: z
    .object({
      methods: z.array(z.string().max(500)).max(500),
      paths: z.array(z.string().max(500)).max(500),
      operationIds: z.array(z.string().max(500)).max(500),
      statusCodes: z.array(z.string().max(500)).max(500),
      parameters: z.array(z.string().max(500)).max(500),
    })
    .partial()
    .optional(),
});
export type Filters = z.infer<typeof filtersSchema>;

/** How the tools are shown: all of them, or three with which a model finds, reads and calls them; `auto` decides by what the list would cost. */
export const toolModeSchema = z.enum(['all', 'search', 'auto']);
export type ToolMode = z.infer<typeof toolModeSchema>;

/** What output schemas tell: shapes that always hold, what the document declares (an answer that drifts from it is then an error), or nothing. */
export const outputSchemasSchema = z.enum(['relaxed', 'strict', 'none']);
export type OutputSchemas = z.infer<typeof outputSchemasSchema>;

/** The transports that a child serves. */
export const transportSchema = z.enum(['streamable', 'sse', 'websocket', 'stdio']);
export type Transport = z.infer<typeof transportSchema>;

/** The most that a timer of Node can wait, in ms; beyond it, it is over at once. */
export const LONGEST_TIMER_MS = 2_147_483_647;

const milliseconds = z.number().int().positive().max(LONGEST_TIMER_MS);

/** All that a child must know to serve one document; it travels in the `configure` command and nowhere else. */
export const serverConfigurationSchema = z.object({
  serverId: z.string().min(1).max(100),
  name: z.string().min(1).max(200),
  document: z.object({ text: z.string().min(1), url: z.string().max(4_000).optional() }),
  /** Overlays (OpenAPI Overlay 1.0), applied in this order before the document is converted; the API adds one for the tools that the operator changed. */
  overlays: z.array(z.object({ text: z.string().min(1), url: z.string().max(4_000).optional() })).max(21).default([]),
  transport: transportSchema.default('streamable'),
  host: z.string().min(1).max(255).default('127.0.0.1'),
  /** 0: any free port, `preferredPort` first, so that a restarted server keeps its address if it can. */
  port: z.number().int().min(0).max(65_535).default(0),
  preferredPort: z.number().int().min(1).max(65_535).optional(),
  /** The path of the endpoint; /sse for the transport of that name, /mcp for the others. */
  endpoint: z.string().startsWith('/').max(500).optional(),
  baseUrl: z.url().optional(),
  serverVariables: z.record(z.string(), z.string()).default({}),
  headers: z.record(z.string(), z.string()).default({}),
  auth: authSchema.optional(),
  credentials: z.record(z.string(), authSchema).default({}),
  /** Where the tools of large documents are kept for the next start; without it they are not. */
  cacheDirectory: z.string().min(1).max(4_000).optional(),
  /** Origins that get the credentials and headers as well as the base's own. */
  credentialOrigins: z.array(z.url()).max(100).default([]),
  /** How lists inside deepObject parameters are written, of which OpenAPI says nothing: `a=1&a=2`, `a[]=1&a[]=2` or `a[0]=1&a[1]=2`. */
  deepObjectLists: z.enum(['repeat', 'brackets', 'indices']).default('repeat'),
  filters: filtersSchema.default({}),
  /** How far redirects of the API are followed; to other origins only without credentials. */
  redirects: z.enum(['same-origin', 'any']).default('same-origin'),
  toolMode: toolModeSchema.default('all'),
  /** Tokens that the list of tools may cost before `auto` turns to search. */
  toolBudget: z.number().int().positive().default(32_000),
  outputSchemas: outputSchemasSchema.default('relaxed'),
  allowedHosts: z.array(z.string()).default([]),
  allowedOrigins: z.array(z.string()).default([]),
  /** The address of the endpoint as clients see it, when a proxy gives it another one than what it listens on. */
  publicUrl: z.url({ protocol: /^https?$/ }).max(2_000).optional(),
  access: accessSchema.prefault({}),
  /** Headers of a client's request that go along to the origins that get credentials; none unless they are named. */
  passHeaders: passHeadersSchema.default([]),
  internalApi: internalApiSchema.optional(),
  /** What the gateway of the API proves itself with: of its requests, and of no others, the headers about the client are believed. */
  gateway: z.object({ token: z.string().min(32).max(200) }).optional(),
  telemetry: telemetrySchema.optional(),
  outgoing: z
    .object({
      allowPrivateNetwork: z.boolean().default(false),
      /** Hosts and ranges of addresses that may be private. */
      operatorHosts: z.array(z.string()).default([]),
      /** False: of the addresses in this configuration only those of `operatorHosts` may be private. */
      trustTyped: z.boolean().default(true),
    })
    .default({ allowPrivateNetwork: false, operatorHosts: [], trustTyped: true }),
  limits: z
    .object({
      requestTimeoutMs: milliseconds.default(30_000),
      maxResponseBytes: z.number().int().positive().default(10 * 1024 * 1024),
      retries: z.number().int().min(0).max(10).default(2),
      /** Calls that one origin of the API gets at once; */
      maxUpstreamCalls: z.number().int().positive().max(10_000).default(64),
      /** the others wait, so many at the most, and more are refused. */
      maxWaitingCalls: z.number().int().min(0).max(100_000).default(1_000),
      /** So many failures in a row, and an origin is left alone */
      circuitFailures: z.number().int().positive().max(1_000_000).default(10),
      /** for so long, twice as long after each trial that fails, */
      circuitOpenMs: milliseconds.max(3_600_000).default(5_000),
      /** but never longer than this. */
      circuitLongestOpenMs: milliseconds.max(86_400_000).default(60_000),
      maxConnections: z.number().int().positive().default(1_000),
      /** Who yields when all places are taken: the newcomer, or the connection that was idle longest and waits for nothing. */
      onLimit: z.enum(['reject', 'evict-oldest']).default('reject'),
      sessionIdleTimeoutMs: z.number().int().positive().default(30 * 60_000),
      /** A session ends after so long, however busy it is. */
      maxSessionAgeMs: z.number().int().positive().default(24 * 60 * 60_000),
      /** Between two looks at a resource that somebody subscribed to. */
      resourcePollIntervalMs: milliseconds.default(10_000),
    })
    .prefault({}),
  reporting: z
    .object({
      /** Tells who is connected and what is called; without it, only what supervision needs. */
      enabled: z.boolean().default(true),
      statsIntervalMs: milliseconds.default(5_000),
      heartbeatIntervalMs: milliseconds.default(30_000),
      batchSize: z.number().int().positive().max(1_000).default(10),
      batchDelayMs: milliseconds.default(100),
      maxQueueBytes: z.number().int().min(64 * 1024).default(4 * 1024 * 1024),
    })
    .prefault({}),
  logLevel: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
});
export type ServerConfiguration = z.infer<typeof serverConfigurationSchema>;
export type ServerConfigurationInput = z.input<typeof serverConfigurationSchema>;
