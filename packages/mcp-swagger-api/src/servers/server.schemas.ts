import { accessSchema, authSchema, filtersSchema, outputSchemasSchema, passHeadersSchema, processViewSchema, serverConfigurationSchema, toolModeSchema, transportSchema, upstreamProbeTargetSchema } from 'mcp-swagger-ipc';
import { z } from 'zod';
import { MAX_OPEN_FILES, MIN_MEMORY_LIMIT, MIN_OPEN_FILES } from '../config/environment.js';
import { outgoingHostSchema } from '../common/outgoing-host.js';
import { webAddressSchema } from '../common/web-address.js';
import { commandSchema, processPerSchema, variablesSchema } from './command.schemas.js';
import { documentSourceSchema, overlaysSchema } from '../documents/document.schemas.js';

const ms = z.number().int().positive().max(86_400_000);

const restartPolicySchema = z
  .strictObject({ baseDelayMs: ms, maxDelayMs: ms, maxRestarts: z.number().int().min(0).max(1_000), windowMs: ms })
  .partial();

const limitsSchema = z
  .strictObject({
    requestTimeoutMs: ms,
    maxResponseBytes: z.number().int().positive().max(1024 * 1024 * 1024),
    retries: z.number().int().min(0).max(10),
    maxUpstreamCalls: z.number().int().positive().max(10_000).describe('that an origin of the API gets at once; the others wait'),
    maxWaitingCalls: z.number().int().min(0).max(100_000).describe('for that; more are refused'),
    circuitFailures: z.number().int().positive().max(1_000_000).describe('in a row, and an origin is left alone for circuitOpenMs'),
    circuitOpenMs: z.number().int().positive().max(3_600_000),
    circuitLongestOpenMs: ms,
    maxConnections: z.number().int().positive().max(1_000_000),
    sessionIdleTimeoutMs: ms,
    openFiles: z.number().int().min(MIN_OPEN_FILES).max(MAX_OPEN_FILES).describe('files and sockets of the process; not on Windows'),
    memoryBytes: z.number().int().min(MIN_MEMORY_LIMIT).describe('of the whole process; beyond it, it is killed and started again'),
  })
  .partial();

/** RFC 9110 section 5.1: a field name is a token. */
const headerName = z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, 'a header name was expected').max(200);
/** RFC 9110 section 5.5, without the obsolete bytes: no line breaks, or a header could carry another one. */
const headerValue = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'a header value without control characters was expected').max(8_192);

const introspectionSchema = z.strictObject({
  url: webAddressSchema,
  clientId: z.string().min(1).max(1_000),
  clientSecret: z.string().min(1).max(10_000).optional().describe('write-only, stored sealed; may be left out while url and clientId are as before'),
  set: z.boolean().optional().describe('of the answer: whether a clientSecret is stored'),
});

/** Hashes of keys, and the issuer of tokens: nothing of it is a secret but how we prove ourselves to the issuer. */
const callersSchema = z.strictObject({
  apiKeys: accessSchema.shape.apiKeys.unwrap().optional().describe('each with a name and the SHA-256 of the key'),
  oauth: z
    .strictObject({
      issuer: webAddressSchema,
      audience: z.string().min(1).max(2_000).optional(),
      scopes: z.array(z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]{1,200}$/, 'a scope was expected')).max(100).optional(),
      introspection: introspectionSchema.optional().describe('where the issuer is asked about tokens that only it can read (RFC 7662)'),
    })
    .optional(),
});

const monitoringSchema = z
  .strictObject({
    enabled: z.boolean().describe('false: its process reports no connections, no calls and no heartbeats'),
    statsIntervalMs: z.number().int().min(100).max(86_400_000),
    heartbeatIntervalMs: z.number().int().min(100).max(86_400_000),
    keepHistory: z.boolean().describe('false: connections that ended are forgotten at once'),
    historyLimit: z.number().int().min(0).max(100_000).describe('so many of its connections that ended are remembered, the last ones'),
    maskClients: z.boolean().describe('true: of addresses only the network is known, of user agents only the product'),
  })
  .partial();

/** How a document is served, beyond which of its operations; what is absent is the child's default. */
const servingSchema = z
  .strictObject({
    overlays: overlaysSchema,
    serverVariables: z.record(z.string().max(200), z.string().max(2_000)),
    credentialOrigins: z.array(webAddressSchema).max(100).describe('get the credentials as well as the origin of the API'),
    toolMode: toolModeSchema,
    toolBudget: z.number().int().positive().max(10_000_000).describe('tokens that the list may cost before toolMode auto turns to search'),
    outputSchemas: outputSchemasSchema,
    deepObjectLists: serverConfigurationSchema.shape.deepObjectLists.unwrap(),
    redirects: serverConfigurationSchema.shape.redirects.unwrap(),
    passHeaders: passHeadersSchema.describe('headers of a client’s request that go along to the API, such as X-User; never what it proves itself with here'),
    access: callersSchema.describe('who may call besides those whom the API knows, at the endpoint of the process and at /mcp/NAME'),
    monitoring: monitoringSchema.describe('what is told and kept of its connections; what is absent is as the environment says'),
    publicUrl: webAddressSchema.describe('the address of the endpoint as clients see it, where a proxy gives it another'),
  })
  .partial();
export type Serving = z.infer<typeof servingSchema>;
export const SERVING_FIELDS = Object.keys(servingSchema.shape) as (keyof Serving)[];

/** Of a body what says how the document is served; who may call is parted from its secret elsewhere. */
export function servingOf(body: Serving): Omit<Serving, 'access'> {
  return Object.fromEntries(SERVING_FIELDS.flatMap((field) => (field === 'access' || body[field] === undefined ? [] : [[field, body[field]]])));
}

const confinedSchema = z.boolean().nullable().describe("under Node's permission model; null: as PROCESS_PERMISSION_MODEL says");

/** How the API behind a server is looked at; times in ms. */
const upstreamProbeSchema = z
  .strictObject({
    target: upstreamProbeTargetSchema.describe('a tool that reads (GET, HEAD), called with its credentials, or a path below the base URL, with the configured headers only'),
    intervalMs: z.number().int().min(1_000).max(86_400_000).default(60_000),
    timeoutMs: z.number().int().min(100).max(600_000).default(10_000),
    onFailure: z.enum(['report', 'restart']).default('report').describe('restart: three failures in a row, and the process is killed and started again, as after a crash'),
  })
  .refine(({ intervalMs, timeoutMs }) => timeoutMs <= intervalMs, { error: 'a timeoutMs of at most intervalMs was expected', path: ['timeoutMs'] });

const outgoingHostsSchema = z.array(outgoingHostSchema).max(100).describe('hosts, hosts with ports and ranges like 10.0.0.0/8 that its requests may reach although they are private; for admins to set');
const label = z.string().regex(/^[\w./-]{1,63}$/, 'letters, digits and . _ / - were expected, at most 63');
const replicasSchema = z.number().int().min(1).max(100).describe('it runs on so many of several nodes at once, or on all that there are; calls of the revision 2026-07-28 are shared between them, sessions stay with the first. Transport streamable only');
const nodeLabelsSchema = z.record(label, label).describe('of several nodes only those with all of these labels (NODE_LABELS) run it');

/** A comma parts them where people type them. */
const tagsSchema = z
  .array(z.string().trim().regex(/^[^,\p{Cc}]{1,50}$/u, 'a tag of 1 to 50 characters without commas was expected'))
  .max(20)
  .refine((tags) => new Set(tags).size === tags.length, { error: 'each tag once was expected' });

const settings = {
  name: z.string().trim().min(1).max(100),
  description: z.string().max(2_000),
  tags: tagsSchema,
  transport: transportSchema.describe('stdio: reachable at /mcp/NAME only'),
  processPer: processPerSchema,
  command: commandSchema,
  environment: variablesSchema.describe('of the command; write-only'),
  port: z.number().int().min(0).max(65_535).describe('0: any free port, which is kept over restarts when it can be'),
  endpoint: z.string().regex(/^\/[A-Za-z0-9\-._~/]*$/, 'a path like /mcp was expected').max(200),
  baseUrl: webAddressSchema.nullable(),
  auth: authSchema.nullable(),
  credentials: z.record(z.string().min(1).max(200), authSchema).describe('by the name of the security scheme; wins over auth'),
  headers: z.record(headerName, headerValue),
  filters: filtersSchema,
  restartPolicy: restartPolicySchema,
  limits: limitsSchema,
  confined: confinedSchema,
  upstreamProbe: upstreamProbeSchema.nullable(),
  autoStart: z.boolean(),
  outgoingHosts: outgoingHostsSchema,
  nodeLabels: nodeLabelsSchema,
  replicas: replicasSchema,
  ...servingSchema.shape,
};

export const createServerSchema = z
  .strictObject({
    ...z.object(settings).partial({
      description: true,
      tags: true,
      transport: true,
      port: true,
      endpoint: true,
      baseUrl: true,
      auth: true,
      credentials: true,
      headers: true,
      filters: true,
      restartPolicy: true,
      limits: true,
      confined: true,
      upstreamProbe: true,
      autoStart: true,
      outgoingHosts: true,
      processPer: true,
      command: true,
      environment: true,
      nodeLabels: true,
      replicas: true,
    }).shape,
    openapiUrl: documentSourceSchema.shape.openapiUrl,
    openapiData: documentSourceSchema.shape.openapiData,
    documentId: z.uuid().optional(),
  })
  .refine((body) => [body.openapiUrl, body.openapiData, body.documentId, body.command].filter((given) => given !== undefined).length === 1, {
    error: 'exactly one of openapiUrl, openapiData, documentId and command was expected',
  });
export type CreateServerBody = z.infer<typeof createServerSchema>;

export const updateServerSchema = z
  .strictObject({ ...z.object(settings).partial().shape, documentId: z.uuid().optional() })
  .refine((body) => Object.keys(body).length > 0, { error: 'at least one field was expected' });
export type UpdateServerBody = z.infer<typeof updateServerSchema>;

/** `?wait=true` answers when the wish holds, or has failed. */
export const waitSchema = z.object({ wait: z.enum(['true', 'false']).default('false') });

/** A server as it is configured, with what its process does. Of secrets only that they are set. */
export const serverViewSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  transport: z.string(),
  port: z.number().int().nullable(),
  endpoint: z.string(),
  kind: z.enum(['document', 'command']),
  documentId: z.uuid().nullable().describe('null for a command'),
  command: commandSchema.nullable().describe('null for a document'),
  environment: z.array(z.object({ name: z.string(), set: z.literal(true) })).describe('the variables of the command'),
  processPer: processPerSchema,
  baseUrl: z.string().nullable(),
  auth: z.object({ type: z.string(), set: z.literal(true) }).nullable(),
  credentials: z.array(z.object({ name: z.string(), type: z.string(), set: z.literal(true) })),
  headers: z.array(z.object({ name: z.string(), set: z.literal(true) })),
  filters: filtersSchema,
  restartPolicy: restartPolicySchema,
  limits: limitsSchema,
  confined: confinedSchema,
  upstreamProbe: upstreamProbeSchema.nullable(),
  autoStart: z.boolean(),
  outgoingHosts: z.array(z.string()),
  nodeLabels: nodeLabelsSchema,
  replicas: replicasSchema,
  ...servingSchema.shape,
  desiredState: z.enum(['running', 'stopped']),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  revision: z.string().describe('for If-Match, as the header ETag'),
  process: processViewSchema,
  connections: z.object({ activeConnections: z.number().int(), totalConnections: z.number().int() }),
}).meta({ id: 'Server' });
export type ServerView = z.infer<typeof serverViewSchema>;

export const appliedSchema = z.enum(['stored', 'reloaded', 'replaced', 'restarted']).describe(
  'stored: for the next start; reloaded: in the running process; replaced: by another process, ready before this one drained; restarted: stopped and started, for both would want the same port',
);
export type Applied = z.infer<typeof appliedSchema>;

/** A server after a change. */
export const changedServerSchema = serverViewSchema.extend({ applied: appliedSchema }).meta({ id: 'ChangedServer' });

export const serverStatusSchema = z.object({ serverId: z.uuid(), desiredState: z.enum(['running', 'stopped']), process: processViewSchema });
