import { z } from 'zod';

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
  }),
]);
export type Auth = z.infer<typeof authSchema>;

/** Which operations become tools: `tag:`, `method:`, `path:`, `operation:` with globs. */
export const filtersSchema = z.object({
  include: z.array(z.string().max(500)).max(500).optional(),
  exclude: z.array(z.string().max(500)).max(500).optional(),
});
export type Filters = z.infer<typeof filtersSchema>;

/** The transports that a child serves. */
export const transportSchema = z.enum(['streamable', 'stdio']);
export type Transport = z.infer<typeof transportSchema>;

const milliseconds = z.number().int().positive();

/** All that a child must know to serve one document; it travels in the `configure` command and nowhere else. */
export const serverConfigurationSchema = z.object({
  serverId: z.string().min(1).max(100),
  name: z.string().min(1).max(200),
  document: z.object({ text: z.string().min(1), url: z.string().max(4_000).optional() }),
  transport: transportSchema.default('streamable'),
  host: z.string().min(1).max(255).default('127.0.0.1'),
  /** 0: any free port, `preferredPort` first, so that a restarted server keeps its address if it can. */
  port: z.number().int().min(0).max(65_535).default(0),
  preferredPort: z.number().int().min(1).max(65_535).optional(),
  endpoint: z.string().startsWith('/').max(500).default('/mcp'),
  baseUrl: z.url().optional(),
  serverVariables: z.record(z.string(), z.string()).default({}),
  headers: z.record(z.string(), z.string()).default({}),
  auth: authSchema.optional(),
  credentials: z.record(z.string(), authSchema).default({}),
  filters: filtersSchema.default({}),
  allowedHosts: z.array(z.string()).default([]),
  allowedOrigins: z.array(z.string()).default([]),
  outgoing: z
    .object({ allowPrivateNetwork: z.boolean().default(false), operatorHosts: z.array(z.string()).default([]) })
    .default({ allowPrivateNetwork: false, operatorHosts: [] }),
  limits: z
    .object({
      requestTimeoutMs: milliseconds.default(30_000),
      maxResponseBytes: z.number().int().positive().default(10 * 1024 * 1024),
      retries: z.number().int().min(0).max(10).default(2),
      maxConnections: z.number().int().positive().default(1_000),
      sessionIdleTimeoutMs: milliseconds.default(30 * 60_000),
    })
    .prefault({}),
  reporting: z
    .object({
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
